/** The list above the line: commands, choices, people. The focus stays in the field that it belongs to. */
import { element } from "../dom.js";

/**
 * What can be picked; `value` is whatever the field that opened the list makes of it.
 * @typedef {{label: string, note?: string, value: any}} Item
 */
/**
 * @typedef {{title: string, items: Item[], otherwise: string, pick: (item: Item) => void, begun?: boolean,
 *   unmarked?: boolean}} Offer
 *   `otherwise` is said where there are no items; `begun` when Tab takes the first item without another key;
 *   `unmarked` when Enter means something else until a key moved to an item
 */

const SHOWN = 50;
const PAGE = 6;

export class Picker {
  constructor() {
    this.title = element("p", { class: "picker-title", id: "picker-title" });
    this.list = element("ul", { role: "listbox", id: "picker-list", "aria-labelledby": "picker-title" });
    this.said = element("p", { class: "picker-said", role: "status" });
    this.root = element("div", { class: "pick", hidden: true }, this.title, this.list, this.said);
    /** @type {HTMLElement | null} the field that the list belongs to */
    this.owner = null;
    /** @type {Offer | null} */
    this.offer = null;
    this.active = -1;
    this.begun = false;
    // A press must not take the focus from the field.
    this.root.addEventListener("pointerdown", (event) => event.preventDefault());
    this.root.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#pressed(event));
  }

  /**
   * Whether the list is open for a field.
   * @param {HTMLElement} owner
   */
  isOpenFor(owner) {
    return this.owner === owner && !this.root.hidden;
  }

  /**
   * @param {HTMLElement} owner
   * @param {Offer} offer
   */
  open(owner, offer) {
    if (this.owner !== owner) this.close();
    const items = offer.items.slice(0, SHOWN);
    this.owner = owner;
    this.offer = { ...offer, items };
    this.begun = Boolean(offer.begun);
    this.title.textContent = offer.title;
    this.list.replaceChildren(...items.map(entry));
    this.list.hidden = !items.length;
    this.said.textContent = items.length ? "" : offer.otherwise;
    this.root.hidden = false;
    owner.setAttribute("aria-controls", this.list.id);
    if (owner.getAttribute("role") === "combobox") owner.setAttribute("aria-expanded", "true");
    this.#activate(items.length && !offer.unmarked ? 0 : -1);
  }

  close() {
    this.root.hidden = true;
    this.said.textContent = "";
    this.owner?.removeAttribute("aria-activedescendant");
    this.owner?.removeAttribute("aria-controls");
    if (this.owner?.getAttribute("role") === "combobox") this.owner.setAttribute("aria-expanded", "false");
    this.owner = null;
    this.offer = null;
  }

  /** Take the item that is marked; tells whether there is one. */
  take() {
    const { offer, active } = this;
    if (!offer?.items[active]) return false;
    this.close();
    offer.pick(offer.items[active]);
    return true;
  }

  /**
   * Do what a key means for the open list; tells whether it meant anything.
   * @param {KeyboardEvent} event
   */
  key(event) {
    const count = this.offer?.items.length ?? 0;
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (move && count && !event.altKey) {
      const next = this.active < 0 && move < 0 ? count + move : this.active + move;
      const around = Math.abs(move) === 1 ? (next + count) % count : Math.min(Math.max(next, 0), count - 1);
      this.begun = true;
      this.#activate(around);
    } else if (event.key === "Escape") {
      this.close();
    } else if (event.key === "Tab") {
      if (event.shiftKey || !this.begun || !this.take()) return false;
    } else if (event.key !== "Enter" || event.shiftKey || !this.take()) {
      return false;
    }
    event.preventDefault();
    return true;
  }

  /** @param {number} index */
  #activate(index) {
    this.active = index;
    [...this.list.children].forEach((node, place) => node.setAttribute("aria-selected", String(place === index)));
    const node = this.list.children[index];
    if (node) this.owner?.setAttribute("aria-activedescendant", node.id);
    else this.owner?.removeAttribute("aria-activedescendant");
    node?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Event} event */
  #pressed(event) {
    const pressed = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    this.active = pressed ? [...this.list.children].indexOf(pressed) : -1;
    this.take();
  }
}

/**
 * @param {Item} item
 * @param {number} index
 */
function entry({ label, note }, index) {
  const text = note ? element("span", { class: "picker-note" }, note) : null;
  return element("li", { role: "option", id: `picker-${index}`, dir: "auto" }, element("b", {}, label), " ", text);
}
