/** What a menu offers, of every kind: what the bot wrote, or who and what is here. */
import { SIGNS, inOrder } from "../places.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {{value: string, label: string, description?: string, mark?: string}} Offer */

const STRING = 3;
const USER = 5;
const ROLE = 6;
const MENTIONABLE = 7;
const CHANNEL = 8;
export const SELECTS = new Set([STRING, USER, ROLE, MENTIONABLE, CHANNEL]);

/**
 * @param {any} component
 * @param {Context} context
 * @returns {Offer[]}
 */
export function offers(component, context) {
  if (component.type === STRING) {
    return component.options.map((/** @type {any} */ option) => ({ ...option, mark: emojiText(option.emoji) }));
  }
  if (component.type === CHANNEL) return channels(component.channel_types ?? [], context);
  const users = component.type === ROLE ? [] : people(context);
  return component.type === USER ? users : [...users, ...roles(context)];
}

/**
 * Give what is chosen beforehand.
 * @param {any} component
 * @returns {string[]}
 */
export function defaults(component) {
  const options = (component.options ?? []).filter((/** @type {any} */ option) => option.default);
  return [
    ...options.map((/** @type {any} */ option) => option.value),
    ...(component.default_values ?? []).map((/** @type {any} */ one) => String(one.id)),
  ];
}

/**
 * Name what is chosen, as a client shows it in place of the placeholder.
 * @param {any} component
 * @param {string[]} values
 * @param {Context} context
 * @returns {string[]}
 */
export function names(component, values, context) {
  const known = new Map(offers(component, context).map((offer) => [offer.value, offer]));
  return values.map((value) => {
    const offer = known.get(value);
    const label = offer?.label ?? context.say("unknown-channel");
    if (component.type === STRING) return offer?.mark ? `${offer.mark} ${label}` : label;
    return `${offer?.mark ?? (component.type === CHANNEL ? "#" : "@")}${label}`;
  });
}

/** @param {{name?: string, id?: string} | null | undefined} emoji one of a server's own is known by its name alone */
export function emojiText(emoji) {
  if (!emoji?.name) return "";
  return emoji.id ? `:${emoji.name}:` : emoji.name;
}

/** @param {Context} context @returns {Offer[]} */
function people({ server, viewer, places }) {
  const ids = server ? server.members : [viewer, places.bot.id];
  return ids.map((id) => ({ value: id, label: id === places.bot.id ? places.bot.name : (places.names[id] ?? id), mark: "@" }));
}

/** @param {Context} context @returns {Offer[]} */
function roles({ server, say }) {
  const entries = Object.entries(server?.roles ?? {});
  return entries.map(([id, name]) => ({ value: id, label: name, description: say("menu-role"), mark: "@" }));
}

/**
 * @param {number[]} kinds all where none is named
 * @param {Context} context
 * @returns {Offer[]}
 */
function channels(kinds, { server, channel }) {
  return (server ? inOrder(server) : [])
    .filter(({ kind }) => !kinds.length || kinds.includes(kind))
    .map(({ id, name, kind, parent }) => ({
      value: id,
      label: name,
      description: parent ? `#${channel(parent) ?? ""}` : undefined,
      mark: SIGNS[kind] ?? "#",
    }));
}
