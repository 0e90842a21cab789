/** What the bot's own command line says when it is asked. */
import { element } from "../dom.js";
import { explained } from "./parts.js";

/** @type {[string, string][]} */
const QUESTIONS = [
  ["stats", "python -m bot stats"],
  ["ledger-check", "python -m bot ledger check"],
];

/**
 * @param {import("./backstage.js").State} _state
 * @param {import("./parts.js").Tools} tools
 */
export function questionsSection(_state, tools) {
  return QUESTIONS.map(([name, command]) =>
    element(
      "section",
      { class: "question", "data-key": name, "aria-label": command },
      explained(tools, "ask", { name, asked: { question: name } }),
      ...answer(name, command, tools),
    ),
  );
}

/**
 * @param {string} name
 * @param {string} command
 * @param {import("./parts.js").Tools} tools
 */
function answer(name, command, { say, answers }) {
  const given = answers[name];
  if (!given) return [];
  const ended = given.code === null ? say("answer-late") : say("answer-code", { code: String(given.code) });
  const attributes = { class: "answer", tabindex: "0", role: "region", "aria-label": command };
  return [
    element(
      "pre",
      attributes,
      `$ ${command}\n${given.output}`,
      given.errors && element("span", { class: "errors" }, `\n${given.errors}`),
    ),
    element("p", { class: given.code === 0 ? "quiet" : "problem" }, ended),
  ];
}
