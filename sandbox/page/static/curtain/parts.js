/** What the sections behind the curtain are made of. */
import { element } from "../dom.js";
import { spell } from "../reading/times.js";

/**
 * What a section needs beside the state: the words, and what is being done at the moment.
 * @typedef {{say: (key: string, values?: Record<string, string>) => string, locale: string, busy: Set<string>,
 *   fault: string, answers: Record<string, {code: number | null, output: string, errors: string}>}} Tools
 */

/**
 * A button that tells the sandbox to do something; where that makes no sense now it can still be reached and read.
 * @param {Tools} tools
 * @param {import("./backstage.js").Deed} deed
 * @param {string} text
 * @param {{asked?: Record<string, any>, possible?: boolean, told?: string, grave?: boolean}} [how]
 *   `told` is the id of the sentence that says what it does
 */
export function lever(tools, deed, text, { asked = {}, possible = true, told, grave = false } = {}) {
  const attributes = {
    type: "button",
    class: grave ? "lever grave" : "lever",
    "data-key": deed + JSON.stringify(asked),
    "data-deed": deed,
    "data-asked": JSON.stringify(asked),
    "aria-describedby": told,
    "aria-disabled": !possible || tools.busy.has(deed) ? "true" : null,
  };
  return element("button", attributes, text);
}

/**
 * A lever beside the sentence that says what it does.
 * @param {Tools} tools
 * @param {import("./backstage.js").Deed} deed
 * @param {{asked?: Record<string, any>, possible?: boolean, grave?: boolean, name?: string}} [how]
 *   `name` is that of its words
 */
export function explained(tools, deed, { name = deed, ...how } = {}) {
  const told = `curtain-${name}`;
  return element(
    "div",
    { class: "explained", "data-key": name },
    lever(tools, deed, tools.say(`do-${name}`), { ...how, told }),
    element("p", { id: told }, tools.say(`what-${name}`)),
  );
}

/**
 * @param {number} moment seconds since 1970
 * @param {Tools} tools
 */
export function clock(moment, tools) {
  return element("time", { datetime: new Date(moment * 1000).toISOString() }, spell(moment, "T", tools.locale));
}

/**
 * @param {number} value
 * @param {Tools} tools
 */
export function number(value, tools) {
  return value.toLocaleString(tools.locale, { maximumFractionDigits: 1 });
}

/** @param {string} text */
export function heading(text) {
  return element("h3", {}, text);
}
