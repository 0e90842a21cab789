/** One question of a form: its label, what is typed or chosen, and what is wrong with that. */
import { element } from "../../dom.js";

/** @typedef {import("../../types.js").Context} Context */
/** @typedef {{component: any, label: string, description: string, context: Context}} Question */

let made = 0;

export class Field {
  /** @param {Question} question */
  constructor({ component, label, description, context }) {
    this.component = component;
    this.label = label;
    this.description = description;
    this.context = context;
    this.id = `field-${++made}`;
    this.required = component.required ?? true;
    this.wrong = element("p", { id: `${this.id}-wrong`, class: "wrong" });
    /** @type {HTMLElement} has the keyboard's focus and the name */
    this.control = this.make();
    this.control.id = this.id;
    this.node = this.frame();
    // What was found wrong once is looked at again with every change.
    this.judged = false;
    this.node.addEventListener("input", () => this.corrected());
    this.node.addEventListener("change", () => this.corrected());
  }

  /** @returns {HTMLElement} the control */
  make() {
    throw new Error("each kind of field has its own");
  }

  /** @returns {any} what is sent */
  value() {
    throw new Error("each kind of field has its own");
  }

  /** Fill in what was given before. @param {any} _value */
  take(_value) {
    throw new Error("each kind of field has its own");
  }

  /** @returns {string} what is wrong, nothing if nothing is */
  check() {
    return "";
  }

  /** @returns {(Node | null)[]} what stands below the control */
  below() {
    return [];
  }

  /** Say what is wrong, if anything; gives whether all is right. */
  judge() {
    const wrong = this.check();
    this.judged = true;
    this.wrong.textContent = wrong;
    if (wrong) this.control.setAttribute("aria-invalid", "true");
    else this.control.removeAttribute("aria-invalid");
    return !wrong;
  }

  corrected() {
    if (this.judged) this.judge();
  }

  focus() {
    this.control.focus();
  }

  /** A field around one control; a group of controls has its own frame. */
  frame() {
    const label = element("label", { class: "asked", for: this.id }, ...this.title());
    return element("div", { class: "question" }, label, ...this.hint(), this.control, ...this.below(), this.wrong);
  }

  title() {
    return [this.label, this.required && element("span", { class: "needed", "aria-hidden": "true" }, " *")];
  }

  /** The description; tells the control of it, of what stands below and of what is wrong. */
  hint() {
    const ids = [this.description && `${this.id}-hint`, this.below().length && `${this.id}-below`, this.wrong.id];
    this.control.setAttribute("aria-describedby", ids.filter(Boolean).join(" "));
    if (!this.description) return [];
    return [element("p", { id: `${this.id}-hint`, class: "hint" }, this.description)];
  }

  /**
   * Say whether this is as many as may be chosen.
   * @param {number} count
   * @param {{few?: string, many?: string}} [words]
   */
  span(count, { few = "field-few", many = "field-many" } = {}) {
    const { say } = this.context;
    const min = this.component.min_values ?? 1;
    const max = this.most();
    if (!count) return this.required ? say("field-required") : "";
    if (count < min) return say(few, { min: String(min) });
    return count > max ? say(many, { max: String(max) }) : "";
  }

  most() {
    return this.component.max_values ?? 1;
  }
}
