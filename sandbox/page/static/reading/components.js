/** Components of a message, of both kinds (docs: components/reference). What one can act on is of answering/. */
import { button, select } from "../answering/component.js";
import { fileElement, mediaElement } from "./attachments.js";
import { element } from "../dom.js";
import { markdown } from "./markdown.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Message} Message */

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
 * Colour what says its accent; the policy of the page lets no markup carry a style.
 * @param {Element} root
 */
export function paint(root) {
  for (const accented of root.querySelectorAll("[data-accent]")) {
    /** @type {HTMLElement} */ (accented).style.setProperty("--accent", accented.getAttribute("data-accent"));
  }
}
