/** What a person is doing with a message: it is theirs and not the message's, so it outlives each drawing of it. */

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Message} Message */
/**
 * @typedef {{waiting: string | null, chosen: Map<string, string[]>, edited: string | null,
 *   problem: {text: string, detail: string} | null}} Standing
 *   `waiting` is the id of the component that the bot has not answered yet, "" for a command; `chosen` holds until the
 *   message is edited
 */

/** @type {Map<string, Standing>} */
const standings = new Map();

/**
 * @param {Message} message
 * @param {Context} context
 * @returns {Standing}
 */
export function standing(message, context) {
  const known = standings.get(`${context.viewer} ${message.id}`);
  if (known && known.edited !== message.edited) {
    known.chosen.clear();
    known.edited = message.edited;
  }
  return known ?? { waiting: null, chosen: new Map(), edited: message.edited, problem: null };
}

/**
 * @param {Message} message
 * @param {Context} context
 * @param {(standing: Standing) => void} how
 */
export function change(message, context, how) {
  const now = standing(message, context);
  how(now);
  const key = `${context.viewer} ${message.id}`;
  if (now.waiting === null && !now.chosen.size && !now.problem) standings.delete(key);
  else standings.set(key, now);
}
