/** Buttons and menus of a message, as the one who looks can use them now. */
import { element } from "../dom.js";
import { link } from "../reading/markdown.js";
import { defaults, emojiText, names } from "./options.js";
import { standing } from "./standing.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Message} Message */

const STYLES = ["", "primary", "secondary", "success", "danger", "link"];

/**
 * @param {any} component
 * @param {Context} context
 * @param {Message} message
 */
export function button(component, context, message) {
  const mark = emojiText(component.emoji);
  const emoji = mark ? element("span", { class: "emoji", "aria-hidden": component.label ? "true" : null }, mark) : null;
  const name = `button ${STYLES[component.style] ?? "secondary"}`;
  if (component.url) {
    const made = link(component.url, [component.label ?? "", element("span", { "aria-hidden": "true" }, " ↗")]);
    if (emoji) made.prepend(emoji);
    made.className = name;
    if (component.disabled) {
      made.removeAttribute("href");
      made.setAttribute("aria-disabled", "true");
      made.title = context.say("disabled");
    }
    return made;
  }
  const dead = Boolean(component.disabled || !component.custom_id);
  return element("button", { class: name, "data-act": "press", ...state(component, context, message, dead) }, emoji, component.label ?? "");
}

/**
 * @param {any} component
 * @param {Context} context
 * @param {Message} message
 */
export function select(component, context, message) {
  const values = chosenIn(component, context, message);
  const made = trigger(component, values, context);
  const attributes = { "data-act": "choose", ...state(component, context, message, Boolean(component.disabled)) };
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  return made;
}

/**
 * Give what is chosen in a menu: what the bot said, until somebody chose and it has not spoken again.
 * @param {any} component
 * @param {Context} context
 * @param {Message} message
 */
export function chosenIn(component, context, message) {
  return standing(message, context).chosen.get(component.custom_id) ?? defaults(component);
}

/**
 * The button that shows what is chosen in a menu and opens it; in forms too.
 * @param {any} component
 * @param {string[]} values
 * @param {Context} context
 * @param {string} [label] what stands beside it
 */
export function trigger(component, values, context, label) {
  const chosen = names(component, values, context);
  const asks = component.placeholder ?? context.say("choose");
  const name = label ?? component.placeholder ?? context.say("menu");
  const attributes = {
    type: "button",
    class: "select",
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    "aria-label": `${name}: ${chosen.length ? chosen.join(", ") : asks}`,
  };
  const shown = chosen.length
    ? chosen.map((text) => element("span", { class: "chosen" }, text))
    : [element("span", { class: "placeholder" }, asks)];
  return element(
    "button",
    label || chosen.length ? attributes : { ...attributes, "aria-label": asks },
    element("span", { class: "choices" }, ...shown),
    element("span", { class: "arrow", "aria-hidden": "true" }, "▾"),
  );
}

/**
 * A dead one keeps the keyboard's focus, so that the reason can be read and nobody is thrown out of the message.
 * @param {any} component
 * @param {Context} context
 * @param {Message} message
 * @param {boolean} dead
 * @returns {Record<string, string | null>}
 */
function state(component, context, message, dead) {
  const { waiting } = standing(message, context);
  const busy = waiting !== null && waiting === component.custom_id;
  return {
    type: "button",
    "data-key": component.custom_id ?? null,
    "aria-busy": busy ? "true" : null,
    "aria-disabled": dead || waiting !== null ? "true" : null,
    "data-dead": dead ? "" : null,
    title: dead ? context.say("disabled") : busy ? context.say("waiting") : null,
  };
}
