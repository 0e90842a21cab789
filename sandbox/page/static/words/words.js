/** The page's own words, in the language of whoever is looking. What the bot says is the bot's. */
import { answering } from "./answering.js";
import { composing } from "./composing.js";
import { curtain } from "./curtain.js";
import { faults } from "./faults.js";
import { reading } from "./reading.js";

const SUBJECTS = [answering, composing, curtain, faults, reading];

/** @type {import("../types.js").Words} */
export const words = {
  en: Object.assign({}, ...SUBJECTS.map(({ en }) => en)),
  zh: Object.assign({}, ...SUBJECTS.map(({ zh }) => zh)),
};

/**
 * @param {string} locale
 * @returns {(key: string, values?: Record<string, string>) => string}
 */
export function wordsFor(locale) {
  const known = locale.startsWith("zh") ? words.zh : words.en;
  return (key, values = {}) => (known[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
