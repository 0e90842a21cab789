/** Components of a message, of both kinds (docs: components/reference). They are drawn; acting on them comes later. */
import { fileElement, mediaElement } from "./attachments.js";
import { element } from "../dom.js";
import { link, markdown } from "./markdown.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Message} Message */

const BUTTONS = ["", "primary", "secondary", "success", "danger", "link"];

/** @type {Record<number, (component: any, context: Context, message: Message) => Node | null>} */
const MAKERS = {
  1: (row, context, message) => element("div", { class: "row" }, ...components(row.components, context, message)),
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: section,
  10: (text, context) => markdown(text.content, context, { class: "markdown text" }),
  11: (thumbnail, context) =>
    element("div", { class: "thumbnail" }, mediaElement(thumbnail.media, thumbnail.description ?? "", context)),
  12: gallery,
  13: file,
  14: (separator) =>
    element("hr", {
      class: `separator ${separator.spacing === 2 ? "wide" : ""} ${separator.divider === false ? "unseen" : ""}`,
    }),
  17: container,
};

/**
 * @param {any[] | undefined} list
 * @param {Context} context
 * @param {Message} message
 */
export function components(list, context, message) {
  return (list ?? []).map((component) => MAKERS[component.type]?.(component, context, message) ?? null);
}

/**
 * @param {any} component
 * @param {Context} context
 * @param {Message} message
 */
function container(component, context, message) {
  const made = element("div", { class: "container" }, ...components(component.components, context, message));
  if (typeof component.accent_color === "number") {
    made.classList.add("accented");
    // A style attribute would be refused by the page's policy; the object model is not.
    made.setAttribute("data-accent", `#${component.accent_color.toString(16).padStart(6, "0")}`);
  }
  return made;
}

/**
 * @param {any} component
 * @param {Context} context
 * @param {Message} message
 */
function section(component, context, message) {
  const texts = element("div", { class: "section-texts" }, ...components(component.components, context, message));
  const accessory = component.accessory ? components([component.accessory], context, message) : [];
  return element("div", { class: "section" }, texts, element("div", { class: "accessory" }, ...accessory));
}

/**
 * @param {any} component
 * @param {Context} context
 */
function gallery(component, context) {
  const items = component.items.map((/** @type {any} */ item) =>
    mediaElement(item.media, item.description ?? "", context),
  );
  const keys = items.map((/** @type {Element} */ item) => item.getAttribute("data-key")).join(" ");
  return element("div", { class: "gallery", "data-key": keys }, ...items);
}

/**
 * @param {any} component
 * @param {Context} _context
 * @param {Message} message
 */
function file(component, _context, message) {
  const known = message.attachments.find((attachment) => attachment.id === component.file.attachment_id);
  return known ? fileElement(known) : null;
}

/**
 * @param {any} component
 * @param {Context} context
 */
function button(component, context) {
  const emoji = component.emoji?.name
    ? element("span", { class: "emoji", "aria-hidden": "true" }, component.emoji.name)
    : null;
  const name = `button ${BUTTONS[component.style] ?? "secondary"}`;
  if (component.url) {
    const made = link(component.url, [component.label ?? "", element("span", { "aria-hidden": "true" }, " ↗")]);
    if (emoji) made.prepend(emoji);
    made.className = name;
    return made;
  }
  const attributes = {
    class: component.disabled ? `${name} disabled` : name,
    role: "button",
    "aria-disabled": "true",
    title: context.say(component.disabled ? "disabled" : "not-pressable"),
  };
  return element("span", attributes, emoji, component.label ?? "");
}

/**
 * @param {any} component
 * @param {Context} context
 */
function select(component, context) {
  const marks = { user: "@", role: "@", channel: "#" };
  const chosen = (component.options ?? [])
    .filter((/** @type {any} */ option) => option.default)
    .map((/** @type {any} */ option) => option.label);
  for (const { id, type } of component.default_values ?? []) {
    const named = { user: context.person, role: context.role, channel: context.channel }[
      /** @type {"user"} */ (type)
    ]?.(id);
    chosen.push(`${marks[/** @type {"user"} */ (type)]}${named ?? context.say("unknown-channel")}`);
  }
  const shown = chosen.length
    ? chosen.map((/** @type {string} */ name) => element("span", { class: "chosen" }, name))
    : [element("span", { class: "placeholder" }, component.placeholder ?? context.say("choose"))];
  const attributes = {
    class: component.disabled ? "select disabled" : "select",
    role: "group",
    "aria-label": component.placeholder ?? context.say("menu"),
    title: context.say(component.disabled ? "disabled" : "not-pressable"),
  };
  return element(
    "div",
    attributes,
    element("span", { class: "choices" }, ...shown),
    element("span", { class: "arrow", "aria-hidden": "true" }, "▾"),
  );
}

/**
 * Colour what says its accent; the policy of the page lets no markup carry a style.
 * @param {Element} root
 */
export function paint(root) {
  for (const accented of root.querySelectorAll("[data-accent]")) {
    /** @type {HTMLElement} */ (accented).style.setProperty("--accent", accented.getAttribute("data-accent"));
  }
}
