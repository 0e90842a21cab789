/** What may stand in an option, by the rules of Discord's client (sandbox/discord/options.py has the same). */
import { offers } from "./offers.js";
import { fold } from "./offered.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Option} Option */
/** @typedef {import("./drafts.js").Entry} Entry */

const STRING = 3;
const INTEGER = 4;
const NUMBER = 10;
const ATTACHMENT = 11;
const LONGEST = 6000;

/**
 * Count characters as Discord does, not as JavaScript does.
 * @param {string} text
 */
export function length(text) {
  return [...text].length;
}

/**
 * Give what would be sent of an option, or why nothing can be; neither where it is empty and may be.
 * @param {Option} option
 * @param {Entry} entry
 * @param {Context} context
 * @returns {{value?: any, problem?: string}}
 */
export function checked(option, entry, context) {
  const { say } = context;
  if (option.type === ATTACHMENT) {
    if (!entry.file) return option.required ? { problem: say("needs-file") } : {};
    return { value: entry.file };
  }
  if (entry.picked) return { value: entry.picked.value };
  if (!entry.text.trim()) return option.required ? { problem: say("needed") } : {};
  const known = offers(option, context);
  if (known) {
    const found = known.find(({ label }) => fold(label) === fold(entry.text));
    return found ? { value: found.value } : { problem: say("not-offered") };
  }
  return option.type === STRING ? text(option, entry.text, say) : number(option, entry.text, say);
}

/**
 * @param {Option} option
 * @param {string} typed
 * @param {Context["say"]} say
 */
function text(option, typed, say) {
  const [low, high, count] = [option.min_length ?? 0, option.max_length ?? LONGEST, length(typed)];
  if (count > high) return { problem: say("too-long", { count: String(count - high), limit: String(high) }) };
  return count < low ? { problem: say("too-short", { limit: String(low) }) } : { value: typed };
}

/**
 * @param {Option} option
 * @param {string} typed
 * @param {Context["say"]} say
 */
function number(option, typed, say) {
  const plain = typed.normalize("NFKC").trim();
  const whole = option.type === INTEGER;
  const value = Number(plain);
  const [low, high] = [option.min_value ?? Number.MIN_SAFE_INTEGER, option.max_value ?? Number.MAX_SAFE_INTEGER];
  const form = whole ? /^[-+]?\d+$/ : /^[-+]?(?:\d+\.?\d*|\.\d+)$/;
  if (!form.test(plain)) return { problem: say(whole ? "no-whole-number" : "no-number") };
  if (value < low || value > high) return { problem: bounds(option, say) };
  return { value };
}

/**
 * Say what is allowed, where there are bounds.
 * @param {Option} option
 * @param {Context["say"]} say
 */
export function bounds(option, say) {
  const counted = option.type === STRING;
  const [low, high] = counted ? [option.min_length, option.max_length] : [option.min_value, option.max_value];
  const values = { low: String(low), high: String(high) };
  if (option.choices.length || (!counted && option.type !== INTEGER && option.type !== NUMBER)) return "";
  if (low !== undefined && high !== undefined) return say(counted ? "length-between" : "between", values);
  if (high !== undefined) return say(counted ? "length-up-to" : "up-to", values);
  if (low !== undefined) return say(counted ? "length-from" : "from", values);
  return "";
}
