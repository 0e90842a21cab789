/** A menu of things to do (WAI-ARIA: menu button): arrows, Home, End, first letters, Escape. */
import { element } from "../dom.js";
import { openPanel } from "./panel.js";

/** @typedef {{label: string, run: () => void, danger?: boolean, really?: string}} Item
 *   with `really` it is done when it is pressed a second time, under that label */
/** @typedef {{label?: string, items: Item[]}} Group */

/**
 * @param {HTMLElement} anchor
 * @param {string} label
 * @param {Group[]} groups
 * @param {DOMRect} [place] where, if not at the anchor
 */
export function openMenu(anchor, label, groups, place) {
  const panel = element("div", { class: "panel menu", role: "menu", "aria-label": label });
  for (const group of groups.filter(({ items }) => items.length)) {
    const head = group.label && element("p", { class: "menu-head", "aria-hidden": "true" }, group.label);
    const made = group.items.map((item) => entry(item, () => panel.hidePopover()));
    panel.append(element("div", { role: "group", "aria-label": group.label }, head, ...made));
  }
  const items = /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("[role=menuitem]")]);
  if (!items.length) return;
  panel.addEventListener("keydown", (event) => move(event, panel, items));
  openPanel(anchor, panel, () => {}, place);
  items[0].focus({ preventScroll: true });
}

/**
 * @param {Item} item
 * @param {() => void} close
 */
function entry(item, close) {
  const attributes = { type: "button", role: "menuitem", tabindex: -1, class: item.danger ? "item danger" : "item" };
  const made = element("button", attributes, item.label);
  let asked = !item.really;
  made.addEventListener("click", () => {
    if (!asked) {
      asked = true;
      made.textContent = item.really ?? "";
      return;
    }
    // The focus is back before anything is done that wants it elsewhere.
    close();
    item.run();
  });
  return made;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} panel
 * @param {HTMLElement[]} items
 */
function move(event, panel, items) {
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
  if (event.key in moves) items[moves[event.key] % items.length].focus();
  else if (event.key === "Tab") panel.hidePopover();
  else if (event.key.length === 1 && event.key !== " ") {
    const round = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    round.find((item) => item.textContent?.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  } else return;
  event.preventDefault();
}
