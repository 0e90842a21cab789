/** Why something was not done, said beside what was acted on. */
import { Problem } from "../acting.js";
import { element } from "../dom.js";

/** @typedef {import("../types.js").Context} Context */

/**
 * Put an error of `Acting.do` in words; `detail` is the sandbox's own sentence.
 * @param {unknown} error
 * @param {Context} context
 */
export function reason(error, context) {
  if (error instanceof Problem) return { text: context.say("problem"), detail: error.message };
  return { text: context.say(error instanceof TypeError ? "problem-unreachable" : "problem-broken"), detail: "" };
}

/**
 * @param {{text: string, detail: string} | null} problem
 * @param {Context} context
 */
export function problemElement(problem, context) {
  if (!problem) return null;
  const close = { type: "button", class: "close", "data-key": "forget", "data-act": "forget", "aria-label": context.say("problem-close") };
  return element(
    "div",
    { class: "problem", role: "alert" },
    element("p", {}, problem.text, problem.detail && element("small", { lang: "en", dir: "auto" }, problem.detail)),
    element("button", close, "×"),
  );
}
