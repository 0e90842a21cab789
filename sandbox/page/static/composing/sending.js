/** What of a draft is sent, or why it cannot be. */
import { LONGEST } from "./beside.js";
import { length } from "./checking.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./drafts.js").Draft} Draft */
/** @typedef {{deed?: "use" | "write", asked?: Record<string, any>, problem?: string}} Ready nothing where nothing stands */

/**
 * @param {Draft} draft
 * @param {Context} context
 * @returns {Ready}
 */
export function readyText({ text, files, reply }, { say }) {
  const over = length(text.trim()) - LONGEST;
  if (over > 0) return { problem: say("too-long", { count: String(over), limit: String(LONGEST) }) };
  if (!text.trim() && !files.length) return {};
  return { deed: "write", asked: { text, files, ...(reply ? { message: reply.id } : {}) } };
}

/**
 * @param {import("./options.js").Options} view
 * @param {import("./offered.js").Offered} offered
 * @param {Context} context
 * @returns {Ready}
 */
export function readyCommand(view, offered, { here, say }) {
  const { command } = view.filling.command;
  if (here?.archived) return { problem: say("asleep") };
  if (offered.known && !offered.named(command)) return { problem: say("command-gone", { command }) };
  const options = view.collect();
  return options ? { deed: "use", asked: { command, options } } : {};
}
