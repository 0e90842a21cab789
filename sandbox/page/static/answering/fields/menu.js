/** A menu of any kind in a form. */
import { trigger } from "../component.js";
import { element, morph } from "../../dom.js";
import { choose } from "../listbox.js";
import { defaults, offers } from "../options.js";
import { justClosed } from "../panel.js";
import { Field } from "./field.js";

export class MenuField extends Field {
  make() {
    this.chosen = defaults(this.component);
    const made = trigger(this.component, this.chosen, this.context, this.label);
    made.addEventListener("click", () => this.open(made));
    if (this.component.disabled) made.setAttribute("aria-disabled", "true");
    return made;
  }

  /** @param {HTMLElement} pressed */
  async open(pressed) {
    if (justClosed(pressed) || this.component.disabled) return;
    const { component, context, label } = this;
    const { min_values: min = 1, max_values: max = 1 } = component;
    const asked = { label, offers: offers(component, context), chosen: this.value(), min, max, empty: !this.required };
    const values = await choose(pressed, asked, context);
    if (!values) return;
    this.take(values);
    this.corrected();
  }

  value() {
    return this.chosen ?? [];
  }

  /** @param {string[]} values */
  take(values) {
    this.chosen = values;
    const wanted = trigger(this.component, values, this.context, this.label);
    this.control.setAttribute("aria-label", wanted.getAttribute("aria-label") ?? "");
    morph(this.control, wanted);
  }

  check() {
    return this.span(this.value().length);
  }

  frame() {
    const asked = element("p", { class: "asked", "aria-hidden": "true" }, ...this.title());
    return element("div", { class: "question" }, asked, ...this.hint(), this.control, this.wrong);
  }
}
