/** A menu opened: a list to choose from, with a field that narrows it where it is long. */
import { element } from "../dom.js";
import { openPanel } from "./panel.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("./options.js").Offer} Offer */
/** @typedef {{label: string, offers: Offer[], chosen: string[], min: number, max: number, empty: boolean}} Asked
 *   `empty` says that nothing at all may be chosen too */

const LONG = 10;
const TYPING = 700;
let opened = 0;

/**
 * Let somebody choose; gives what is chosen then, or null when that is as before. One choice is made at once, several
 * when the list closes; Escape changes nothing.
 * @param {HTMLElement} anchor
 * @param {Asked} asked
 * @param {Context} context
 * @returns {Promise<string[] | null>}
 */
export function choose(anchor, asked, context) {
  return new Promise((done) => new Listbox(anchor, asked, context, done));
}

class Listbox {
  /**
   * @param {HTMLElement} anchor
   * @param {Asked} asked
   * @param {Context} context
   * @param {(values: string[] | null) => void} done
   */
  constructor(anchor, asked, context, done) {
    this.asked = asked;
    this.context = context;
    this.several = asked.max > 1;
    const known = new Set(asked.offers.map(({ value }) => value));
    this.before = asked.chosen.filter((value) => known.has(value));
    this.chosen = new Set(this.before);
    /** @type {string[] | null} */
    this.result = null;
    this.typed = { text: "", at: 0 };
    this.id = `listbox-${++opened}`;
    const attributes = { id: this.id, class: "offers", role: "listbox", "aria-label": asked.label };
    this.list = element("div", { ...attributes, "aria-multiselectable": this.several ? "true" : null });
    this.options = asked.offers.map((offer, number) => this.option(offer, number));
    this.filter = asked.offers.length > LONG ? this.field() : null;
    this.none = element("p", { class: "none", role: "status" });
    this.status = element("p", { class: "status", role: "status" });
    this.list.append(...this.options);
    this.panel = element("div", { class: "panel picker" }, this.filter, this.list, this.none, this.foot());
    this.active = this.options.find((option) => this.chosen.has(option.dataset.value ?? "")) ?? this.options[0];
    this.listen();
    this.settle = openPanel(anchor, this.panel, () => done(this.changed()));
    this.show();
    this.focus.focus({ preventScroll: true });
  }

  /** What has the keyboard's focus; the options are told of by name. */
  get focus() {
    return this.filter ?? this.list;
  }

  /** @returns {HTMLInputElement} */
  field() {
    const text = this.context.say("menu-filter");
    const attributes = { class: "filter", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": this.id };
    const made = element("input", { ...attributes, "aria-autocomplete": "list", "aria-label": `${this.asked.label}: ${text}`, placeholder: text, autocomplete: "off", spellcheck: "false" });
    return /** @type {HTMLInputElement} */ (made);
  }

  /**
   * @param {Offer} offer
   * @param {number} number
   */
  option(offer, number) {
    return element(
      "div",
      { id: `${this.id}-${number}`, class: "offer", role: "option", "data-value": offer.value, "aria-selected": "false" },
      element("span", { class: "mark", "aria-hidden": "true" }, offer.mark ?? ""),
      element("span", { class: "what" }, offer.label, offer.description && element("small", {}, offer.description)),
      element("span", { class: "tick", "aria-hidden": "true" }),
    );
  }

  foot() {
    const { say } = this.context;
    const clear = element("button", { type: "button", class: "small-button clear" }, say("menu-clear"));
    clear.addEventListener("click", () => {
      this.chosen.clear();
      this.finish();
    });
    clear.hidden = !(this.asked.empty && this.before.length);
    if (!this.several) return element("div", { class: "picker-foot", hidden: clear.hidden }, clear);
    const done = element("button", { type: "button", class: "small-button done" }, say("menu-done"));
    done.addEventListener("click", () => this.finish());
    return element("div", { class: "picker-foot" }, this.status, clear, done);
  }

  listen() {
    this.list.tabIndex = this.filter ? -1 : 0;
    // The focus stays where the keyboard is used.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest(".offer") : null;
      if (option) this.take(/** @type {HTMLElement} */ (option));
    });
    this.panel.addEventListener("keydown", (event) => this.key(event));
    this.filter?.addEventListener("input", () => this.narrow());
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape") this.chosen = new Set(this.before);
    if (event.target !== this.focus || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const inText = this.filter?.value;
    const shown = this.options.filter((option) => !option.hidden);
    const at = this.active ? shown.indexOf(this.active) : -1;
    const page = 8;
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page };
    if (!inText) Object.assign(moves, { Home: 0, End: shown.length - 1 });
    if (event.key in moves) {
      this.active = shown[Math.max(0, Math.min(shown.length - 1, moves[event.key]))];
      this.show();
    } else if (event.key === "Enter" || (event.key === " " && !this.filter && !this.typing())) {
      if (this.active) this.take(this.active);
    } else if (event.key.length === 1 && !this.filter) this.find(event.key);
    else return;
    event.preventDefault();
  }

  typing() {
    return this.typed.text && performance.now() - this.typed.at < TYPING;
  }

  /** @param {string} letter */
  find(letter) {
    this.typed = { text: (this.typing() ? this.typed.text : "") + letter.toLowerCase(), at: performance.now() };
    const { text } = this.typed;
    const from = this.active ? this.options.indexOf(this.active) + (text.length > 1 ? 0 : 1) : 0;
    const round = [...this.options.slice(from), ...this.options.slice(0, from)];
    this.active = round.find((option) => nameOf(option).startsWith(text)) ?? this.active;
    this.show();
  }

  narrow() {
    const wanted = (this.filter?.value ?? "").trim().toLowerCase();
    for (const option of this.options) option.hidden = !nameOf(option).includes(wanted);
    const shown = this.options.filter((option) => !option.hidden);
    if (!this.active || this.active.hidden) this.active = shown[0];
    this.none.textContent = shown.length ? "" : this.context.say("menu-none");
    this.show();
    this.settle();
  }

  /** @param {HTMLElement} option */
  take(option) {
    const value = option.dataset.value ?? "";
    this.active = option;
    if (!this.several) {
      if (!this.chosen.delete(value)) this.chosen = new Set([value]);
      else if (!this.asked.empty) this.chosen.add(value);
      this.finish();
      return;
    }
    if (!this.chosen.delete(value) && this.chosen.size < this.asked.max) this.chosen.add(value);
    this.show();
  }

  /** Close with what is chosen, unless that is too little. */
  finish() {
    if (this.few()) {
      this.status.setAttribute("role", "alert");
      this.status.textContent = this.context.say("field-few", { min: String(this.asked.min) });
    } else this.panel.hidePopover();
  }

  few() {
    return this.chosen.size < this.asked.min && !(this.asked.empty && !this.chosen.size);
  }

  changed() {
    const same = this.chosen.size === this.before.length && this.before.every((value) => this.chosen.has(value));
    if (same) return null;
    return this.asked.offers.map(({ value }) => value).filter((value) => this.chosen.has(value));
  }

  show() {
    const { min, max, empty } = this.asked;
    const full = this.several && this.chosen.size >= max;
    for (const option of this.options) {
      const chosen = this.chosen.has(option.dataset.value ?? "");
      option.setAttribute("aria-selected", String(chosen));
      option.toggleAttribute("data-full", full && !chosen);
      if (full && !chosen) option.setAttribute("aria-disabled", "true");
      else option.removeAttribute("aria-disabled");
      option.classList.toggle("active", option === this.active);
    }
    if (this.active) this.focus.setAttribute("aria-activedescendant", this.active.id);
    else this.focus.removeAttribute("aria-activedescendant");
    this.active?.scrollIntoView({ block: "nearest" });
    this.status.setAttribute("role", "status");
    const most = Math.min(max, this.options.length);
    const counts = { count: String(this.chosen.size), min: String(min), max: String(most) };
    this.status.textContent = this.context.say(min > 1 && !empty ? "menu-count-least" : "menu-count", counts);
  }
}

/** @param {HTMLElement} option */
function nameOf(option) {
  return (option.querySelector(".what")?.textContent ?? "").toLowerCase();
}
