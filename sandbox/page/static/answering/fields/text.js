/** A line or a paragraph of text. */
import { element } from "../../dom.js";
import { Field } from "./field.js";

const PARAGRAPH = 2;
const LONGEST = 4000;

export class TextField extends Field {
  make() {
    const { style, placeholder, value } = this.component;
    const attributes = { class: "typed", placeholder, "aria-required": String(this.required), autocomplete: "off" };
    const long = style === PARAGRAPH;
    const made = long ? element("textarea", { ...attributes, rows: 4 }) : element("input", { ...attributes, type: "text" });
    this.text = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (made);
    this.text.value = value ?? "";
    this.counter = element("p", { id: `${this.id}-below`, class: "counter" });
    this.text.addEventListener("input", () => this.count());
    this.count();
    return this.text;
  }

  below() {
    return [this.counter ?? null];
  }

  value() {
    return this.text?.value ?? "";
  }

  /** @param {string} value */
  take(value) {
    if (this.text) this.text.value = value;
    this.count();
  }

  /** Discord counts characters, not the halves that some of them have in a browser. */
  get length() {
    return [...this.value()].length;
  }

  most() {
    return this.component.max_length ?? LONGEST;
  }

  count() {
    const counts = { length: String(this.length), max: String(this.most()) };
    if (this.counter) this.counter.textContent = this.context.say("field-length", counts);
    this.counter?.classList.toggle("over", this.length > this.most());
  }

  check() {
    const { say } = this.context;
    const min = this.component.min_length ?? 0;
    const counts = { length: String(this.length), min: String(min), max: String(this.most()) };
    if (!this.length) return this.required ? say("field-required") : "";
    if (this.length < min) return say("field-short", counts);
    return this.length > this.most() ? say("field-long", counts) : "";
  }
}
