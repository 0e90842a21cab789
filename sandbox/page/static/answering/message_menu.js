/** What can be done with a message as a whole. */
import { openMenu } from "./menu.js";

/** @typedef {import("../types.js").Command} Command */
/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {(deed: "use-on" | "delete", asked: Record<string, any>) => void} Act */

const ON_PERSON = 2;
const ON_MESSAGE = 3;

/** @type {{key: string, commands: Command[]}} */
let known = { key: "", commands: [] };

/**
 * Give the commands that are offered here; none where the sandbox cannot be asked.
 * @param {Context} context
 */
async function offered({ acting, viewer, here, places }) {
  const key = `${viewer} ${here?.id} ${places.commands}`;
  if (known.key !== key) {
    try {
      known = { key, commands: await acting.commands() };
    } catch {
      return [];
    }
  }
  return known.commands;
}

/**
 * @param {HTMLElement} anchor
 * @param {Message} message
 * @param {Context} context
 * @param {Act} act
 * @param {DOMRect} [place]
 */
export async function openMessageMenu(anchor, message, context, act, place) {
  const { say } = context;
  const open = !message.ephemeral && !message.notice && !message.thinking;
  const commands = open ? await offered(context) : [];
  if (!anchor.isConnected) return;
  const groups = [
    { items: [...(open ? reply(anchor, message, context) : []), ...copies(message, context)] },
    {
      label: say("message-apps"),
      items: apps(commands, ON_MESSAGE, (command) => act("use-on", { command, message: message.id })),
    },
    {
      label: say("message-apps-for", { who: message.name }),
      items: apps(commands, ON_PERSON, (command) => act("use-on", { command, person: message.author.id })),
    },
    { items: removal(message, context, act) },
  ];
  openMenu(anchor, say("message-menu", { who: message.name }), groups, place);
}

/**
 * @param {Command[]} commands
 * @param {number} kind
 * @param {(command: string) => void} use
 */
function apps(commands, kind, use) {
  return commands
    .filter((command) => command.kind === kind)
    .map(({ label, command }) => ({ label, run: () => use(command) }));
}

/**
 * @param {HTMLElement} anchor
 * @param {Message} message
 * @param {Context} context
 */
function reply(anchor, message, context) {
  if (!context.here?.writable) return [];
  const run = () => anchor.dispatchEvent(new CustomEvent("reply", { bubbles: true, detail: message }));
  return [{ label: context.say("message-reply"), run }];
}

/**
 * @param {Message} message
 * @param {Context} context
 */
function copies(message, { say, viewer }) {
  const address = new URLSearchParams({ as: viewer, channel: message.channel_id, message: message.id });
  const items = [{ label: say("message-copy-link"), run: () => copy(`${location.origin}/#${address}`) }];
  const text = message.content || panelText(message.components);
  if (text) items.unshift({ label: say("message-copy-text"), run: () => copy(text) });
  return items;
}

/**
 * Give what a panel says, as it was written.
 * @param {any[]} components
 * @returns {string}
 */
function panelText(components) {
  const texts = components.map((part) => part.content ?? panelText(part.components ?? []));
  return texts.filter(Boolean).join("\n");
}

/** @param {string} text */
function copy(text) {
  navigator.clipboard?.writeText(text).catch(() => {});
}

/**
 * @param {Message} message
 * @param {Context} context
 * @param {Act} act
 */
function removal(message, { say, viewer, server }, act) {
  const run = () => act("delete", { message: message.id });
  if (message.ephemeral) return [{ label: say("message-dismiss"), run }];
  if (message.author.id !== viewer && !server?.moderates) return [];
  return [{ label: say("message-delete"), really: say("message-delete-really"), danger: true, run }];
}
