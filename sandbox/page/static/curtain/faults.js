/** Speed, and what goes wrong on purpose: what is in force, and a form to add to it. */
import { element } from "../dom.js";
import { explained, heading, lever, number } from "./parts.js";

/** @typedef {import("./parts.js").Tools} Tools */
/** @typedef {import("./backstage.js").State} State */

const MOST = 100;

/**
 * @param {State} state
 * @param {Tools} tools
 */
export function faultsSection(state, tools) {
  const { say } = tools;
  return [
    heading(say("speed")),
    speedForm(state, tools),
    heading(say("faults-in-force")),
    ...inForce(state, tools),
    heading(say("faults-more")),
    faultForm(state, tools),
  ];
}

/**
 * @param {State} state
 * @param {Tools} tools
 */
function speedForm(state, tools) {
  const { say } = tools;
  const [min, max] = state.speeds;
  const first = number(state.first_speed, tools);
  return element(
    "form",
    { class: "speed", "data-deed": "speed" },
    element(
      "p",
      { class: "fields" },
      field(say("speed-field"), "speed", { min, max, step: "any", value: state.speed }),
      element("button", { class: "lever" }, say("do-speed")),
    ),
    element("p", { class: "quiet" }, say("what-speed", { first })),
  );
}

/**
 * @param {State} state
 * @param {Tools} tools
 */
function inForce(state, tools) {
  const { say } = tools;
  const armed = state.armed.map(({ fault, endpoint, nth, times }, place) =>
    rule(
      `armed ${place}`,
      fault,
      say(times === 1 ? "fault-armed-once" : "fault-armed", { endpoint, nth: String(nth), times: String(times) }),
      tools,
    ),
  );
  const rates = state.rates.map(({ fault, endpoint, probability }) =>
    rule(
      `rate ${endpoint} ${fault}`,
      fault,
      say("fault-rate", { endpoint, percent: number(100 * probability, tools) }),
      tools,
    ),
  );
  if (!armed.length && !rates.length) return [element("p", { class: "quiet" }, say("faults-none"))];
  return [element("ul", { class: "rules" }, ...armed, ...rates), explained(tools, "clear")];
}

/**
 * @param {string} key
 * @param {string} fault
 * @param {string} text
 * @param {Tools} tools
 */
function rule(key, fault, text, tools) {
  const clear = lever(tools, "clear", tools.say("do-clear-one"), { asked: { fault } });
  clear.setAttribute("aria-label", `${tools.say("do-clear-one")} ${fault}`);
  return element("li", { "data-key": key }, element("code", {}, fault), element("span", {}, text), clear);
}

/**
 * @param {State} state
 * @param {Tools} tools
 */
function faultForm(state, tools) {
  const { say } = tools;
  const names = Object.keys(state.faults);
  const chosen = state.faults[tools.fault] ? tools.fault : names[0];
  const groups = ["generate", "status", "media"].map((place) => {
    const here = names.filter((name) => state.faults[name][0] === place);
    const options = here.map((name) => element("option", { value: name }, name));
    return element("optgroup", { label: say(`fault-at-${place}`), "data-key": place }, ...options);
  });
  const places = state.faults[chosen].map((place) => element("option", { value: place, "data-key": place }, place));
  return element(
    "form",
    { class: "faults", "data-deed": "arm" },
    element(
      "p",
      { class: "fields" },
      labelled(say("fault"), element("select", { name: "fault", "aria-describedby": "curtain-fault" }, ...groups)),
      labelled(say("fault-endpoint"), element("select", { name: "endpoint" }, ...places)),
    ),
    element("p", { id: "curtain-fault", class: "meaning", role: "status" }, say(`fault-${chosen}`)),
    element(
      "p",
      { class: "fields" },
      field(say("fault-nth"), "nth", { min: 1, max: MOST, step: 1, value: 1 }),
      field(say("fault-times"), "times", { min: 1, max: MOST, step: 1, value: 1 }),
      element("button", { class: "lever", value: "arm" }, say("do-arm")),
    ),
    element("p", { class: "quiet" }, say("what-arm")),
    element(
      "p",
      { class: "fields" },
      field(say("fault-percent"), "percent", { min: 0, max: 100, step: "any", value: 20 }),
      element("button", { class: "lever", value: "rate" }, say("do-rate")),
    ),
    element("p", { class: "quiet" }, say("what-rate")),
    element("p", { class: "quiet" }, say("fault-word", { word: `[fault: ${chosen}]` })),
  );
}

/**
 * @param {string} text
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function field(text, name, attributes) {
  return labelled(text, element("input", { type: "number", name, required: true, ...attributes }));
}

/**
 * @param {string} text
 * @param {HTMLElement} control
 */
function labelled(text, control) {
  return element("label", {}, element("span", {}, text), control);
}

/**
 * Read what a form asks for.
 * @param {HTMLFormElement} form
 * @param {string} deed
 * @returns {Record<string, any>}
 */
export function asked(form, deed) {
  const fields = new FormData(form);
  if (deed === "speed") return { speed: Number(fields.get("speed")) };
  const common = { fault: fields.get("fault"), endpoint: fields.get("endpoint") };
  if (deed === "rate") return { ...common, probability: Number(fields.get("percent")) / 100 };
  return { ...common, nth: Number(fields.get("nth")), times: Number(fields.get("times")) };
}
