/** What the local Seedance was asked lately, and what was made to go wrong. */
import { element } from "../dom.js";
import { clock } from "./parts.js";

const REFUSED = 400;

/**
 * @param {import("./backstage.js").State} state
 * @param {import("./parts.js").Tools} tools
 */
export function requestsSection({ requests }, tools) {
  const { say } = tools;
  if (!requests.length) return [element("p", { class: "quiet" }, say("requests-none"))];
  const head = ["requests-when", "requests-what", "requests-status"].map((key) =>
    element("th", { scope: "col" }, say(key)),
  );
  const rows = requests.map((visited) => row(visited, tools));
  return [
    element("p", { class: "quiet" }, say("requests-note")),
    element(
      "table",
      { class: "requests" },
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows),
    ),
  ];
}

/**
 * @param {import("./backstage.js").Visited} visited
 * @param {import("./parts.js").Tools} tools
 */
function row(visited, tools) {
  const bad = visited.status === null || visited.status >= REFUSED;
  return element(
    "tr",
    { "data-key": visited.number },
    element("td", {}, clock(visited.at, tools)),
    element(
      "td",
      {},
      element("code", {}, `${visited.method} ${visited.path}`),
      visited.fault && element("span", { class: "struck" }, visited.fault),
    ),
    element("td", { class: bad ? "bad" : "good" }, String(visited.status ?? tools.say("requests-unanswered"))),
  );
}
