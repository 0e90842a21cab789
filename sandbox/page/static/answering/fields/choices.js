/** What is ticked: one of several, some of several, or a single box. */
import { element } from "../../dom.js";
import { Field } from "./field.js";

class GroupField extends Field {
  /** @type {"radio" | "checkbox"} */
  get kind() {
    return "checkbox";
  }

  make() {
    this.boxes = this.component.options.map((/** @type {any} */ option, /** @type {number} */ number) => {
      const id = `${this.id}-${number}`;
      const described = option.description ? `${id}-hint` : null;
      const attributes = { type: this.kind, id, name: this.id, value: option.value, "aria-describedby": described };
      const box = /** @type {HTMLInputElement} */ (element("input", attributes));
      box.checked = Boolean(option.default);
      return box;
    });
    return element("div", {
      class: "group",
      role: this.kind === "radio" ? "radiogroup" : "group",
      "aria-labelledby": `${this.id}-asked`,
      "aria-required": this.kind === "radio" ? String(this.required) : null,
    });
  }

  frame() {
    const options = this.component.options.map((/** @type {any} */ option, /** @type {number} */ number) => {
      const id = `${this.id}-${number}`;
      const hint = option.description && element("small", { id: `${id}-hint` }, option.description);
      return element("div", { class: "tick-box" }, this.boxes[number], element("label", { for: id }, option.label), hint);
    });
    this.control.append(...options);
    const asked = element("p", { class: "asked", id: `${this.id}-asked` }, ...this.title());
    return element("div", { class: "question" }, asked, ...this.hint(), this.control, this.wrong);
  }

  /** @returns {string[]} */
  ticked() {
    return this.boxes
      .filter((/** @type {HTMLInputElement} */ box) => box.checked)
      .map((/** @type {HTMLInputElement} */ box) => box.value);
  }

  focus() {
    (this.boxes.find((/** @type {HTMLInputElement} */ box) => box.checked) ?? this.boxes[0]).focus();
  }

  check() {
    return this.span(this.ticked().length);
  }
}

export class RadioField extends GroupField {
  /** @type {"radio" | "checkbox"} */
  get kind() {
    return "radio";
  }

  value() {
    return this.ticked()[0] ?? "";
  }

  /** @param {string} value */
  take(value) {
    for (const box of this.boxes) box.checked = box.value === value;
  }
}

export class CheckboxesField extends GroupField {
  value() {
    return this.ticked();
  }

  /** @param {string[]} values */
  take(values) {
    for (const box of this.boxes) box.checked = values.includes(box.value);
  }

  most() {
    return this.component.max_values ?? this.component.options.length;
  }
}

export class CheckboxField extends Field {
  make() {
    this.required = false;
    this.box = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
    this.box.checked = Boolean(this.component.default);
    return this.box;
  }

  frame() {
    const label = element("label", { class: "asked", for: this.id }, ...this.title());
    const box = element("div", { class: "tick-box" }, this.control, label);
    return element("div", { class: "question" }, box, ...this.hint(), this.wrong);
  }

  value() {
    return this.box?.checked ?? false;
  }

  /** @param {boolean} value */
  take(value) {
    if (this.box) this.box.checked = value;
  }
}
