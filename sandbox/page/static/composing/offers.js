/** What an option can be chosen from: its choices, yes or no, or the people, roles and channels of the server. */
import { fold } from "./offered.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Option} Option */
/** @typedef {import("./picker.js").Item} Item */

const BOOLEAN = 5;
const USER = 6;
const CHANNEL = 7;
const ROLE = 8;
const MENTIONABLE = 9;

/**
 * Give everything that an option can be; null where it is typed freely.
 * @param {Option} option
 * @param {Context} context
 * @returns {Item[] | null}
 */
export function offers(option, context) {
  if (option.choices.length) return option.choices.map(({ name, value }) => ({ label: name, value }));
  if (option.type === BOOLEAN) {
    return [
      { label: context.say("true"), value: true },
      { label: context.say("false"), value: false },
    ];
  }
  if (option.type === USER) return people(context);
  if (option.type === ROLE) return roles(context);
  if (option.type === MENTIONABLE) return [...people(context), ...roles(context)];
  return option.type === CHANNEL ? channels(option, context) : null;
}

/**
 * Give the items that fit what was typed, those that begin so first.
 * @param {Item[]} items
 * @param {string} typed
 */
export function matching(items, typed) {
  const wanted = fold(typed.replace(/^[@#]/, ""));
  const place = (/** @type {Item} */ { label }) => fold(label.replace(/^[@#]/, "")).indexOf(wanted);
  return items
    .filter((item) => place(item) >= 0)
    .sort((one, other) => Number(place(one) > 0) - Number(place(other) > 0));
}

/** @param {Context} context */
function people({ server, places, person, say }) {
  const ids = server ? server.members : [places.viewer, places.bot.id];
  return ids.map((id) => {
    const note = id === places.viewer ? say("you") : id === places.bot.id ? say("app") : "";
    return { label: `@${id === places.bot.id ? places.bot.name : (person(id) ?? id)}`, note, value: id };
  });
}

/** @param {Context} context */
function roles({ server, role, say }) {
  return Object.keys(server?.roles ?? {}).map((id) => {
    return { label: `@${(role(id) ?? id).replace(/^@/, "")}`, note: say("role"), value: id };
  });
}

/**
 * @param {Option} option
 * @param {Context} context
 */
function channels(option, { server }) {
  const kinds = option.channel_types;
  return (server?.channels ?? [])
    .filter(({ kind }) => !kinds?.length || kinds.includes(kind))
    .map(({ id, name }) => ({ label: `#${name}`, value: id }));
}
