/** A command that is being filled in: its name, its options, and the others that could be added. */
import { element } from "../dom.js";
import { bounds, checked } from "./checking.js";
import { fieldFor } from "./fields.js";
import { matching } from "./offers.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Option} Option */
/** @typedef {import("./drafts.js").Filling} Filling */
/** @typedef {import("./fields.js").Field} Field */
/** @typedef {import("./picker.js").Item} Item */
/**
 * What the composer does for the command in it.
 * @typedef {{context: () => Context, picker: import("./picker.js").Picker, changed: () => void, leave: (text: string) => void,
 *   choose: (files: File[], option: Option) => void,
 *   complete: (filling: Filling, option: Option, typed: string, signal: AbortSignal) => Promise<Item[] | null>}} Host
 */

const STRING = 3;
const ATTACHMENT = 11;
/** Characters above which a text has a row of its own. */
const LINE = 100;

export class Options {
  /**
   * @param {Filling} filling
   * @param {Host} host
   */
  constructor(filling, host) {
    this.filling = filling;
    this.host = host;
    /** @type {Field[]} */
    this.fields = [];
    this.about = element("p", { class: "about", "aria-hidden": "true" });
    this.rows = element("div", { class: "options" });
    this.more = this.#moreField();
    this.cross = element("button", { type: "button", class: "cross" }, "×");
    this.root = element("div", { class: "filling", role: "group", tabindex: -1 }, this.#head(), this.rows);
    this.root.setAttribute("aria-label", `/${filling.command.label}`);
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.root.addEventListener("focusin", () => this.#tell());
  }

  /** Draw the options, as they stand in the draft; to be called where they can be seen. */
  draw() {
    this.fields = this.filling.shown.map((option) => this.#field(option));
    const rows = this.fields.map((field) => this.#row(field));
    const spare = this.filling.spare.length;
    const { say } = this.host.context();
    this.more.placeholder = say(spare === 1 ? "one-option" : "more-options", { count: `${spare}` });
    this.rows.replaceChildren(...rows, ...(spare ? [element("div", { class: "option spare" }, this.more)] : []));
    for (const field of this.fields) field.settle();
    this.#tell();
  }

  /** Focus the first option that still needs something, or the last of all. */
  focus() {
    const { fields, filling } = this;
    const context = this.host.context();
    const wanting = fields.find(({ option, entry }) => checked(option, entry, context).problem);
    (wanting ?? fields.at(-1))?.input.focus();
    if (!fields.length) (filling.spare.length ? this.more : this.root).focus();
  }

  /**
   * Give the options as they would be sent. Where one is missing or wrong, says why beneath it and gives null.
   * @returns {Record<string, any> | null}
   */
  collect() {
    const context = this.host.context();
    /** @type {Record<string, any>} */
    const options = {};
    let wrong = null;
    for (const field of this.fields) {
      const { value, problem } = checked(field.option, field.entry, context);
      this.#fault(field, problem ?? "");
      if (problem) wrong ??= field;
      else if (value !== undefined) options[field.option.name] = value;
    }
    if (!wrong) return options;
    wrong.input.focus();
    this.host.picker.close();
    return null;
  }

  /**
   * Give what is filled in and right, but for one option and for files: what goes along when choices are asked for.
   * @param {Option} but
   */
  ready(but) {
    const context = this.host.context();
    const others = this.fields.filter(({ option }) => option !== but && option.type !== ATTACHMENT);
    const values = others.map(({ option, entry }) => [option.name, checked(option, entry, context).value]);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }

  #head() {
    const { command } = this.filling;
    const { say } = this.host.context();
    this.cross.setAttribute("aria-label", say("leave"));
    this.cross.addEventListener("click", () => this.host.leave(""));
    return element("div", { class: "filling-head" }, element("b", {}, `/${command.label}`), this.about, this.cross);
  }

  /** @param {Option} option */
  #field(option) {
    const { host, filling } = this;
    return fieldFor(option, filling.entry(option), {
      context: host.context,
      picker: host.picker,
      describe: `about-${option.name} fault-${option.name}`,
      changed: () => {
        const field = this.fields.find((one) => one.option === option);
        if (field) this.#fault(field, "");
        host.changed();
      },
      done: () => this.#next(option),
      choose: (files) => host.choose(files, option),
      complete: (of, typed, signal) => host.complete(filling, of, typed, signal),
    });
  }

  /** @param {Field} field */
  #row({ option, root }) {
    const { say } = this.host.context();
    const about = element("span", { class: "said-only", id: `about-${option.name}` }, this.#described(option));
    const fault = element("span", { class: "fault", id: `fault-${option.name}` });
    const kind = option.type === STRING && (option.max_length ?? Infinity) > LINE ? "option long" : "option";
    const attributes = { class: kind, "data-option": option.name, "data-takes-file": option.type === ATTACHMENT };
    const name = element("span", { class: "option-name", "aria-hidden": "true" }, option.label);
    const row = element("div", attributes, name, root, about);
    const full = option.type === ATTACHMENT && this.filling.entry(option).file;
    if (!option.required || full) {
      const label = say(option.required ? "take-out" : "remove-option", { option: option.label });
      const cross = element("button", { type: "button", class: "cross", "aria-label": label }, "×");
      cross.addEventListener("click", () => this.#remove(option));
      row.append(cross);
    }
    row.append(fault);
    return row;
  }

  /**
   * What is said of an option while it is filled in: what it is, and what it may be.
   * @param {Option} option
   */
  #described(option) {
    return [option.description, bounds(option, this.host.context().say)].filter(Boolean).join(" · ");
  }

  /** Say what the focused option is. */
  #tell() {
    const field = this.#focused();
    const text = field ? `${field.option.label}: ${this.#described(field.option)}` : this.filling.command.description;
    this.about.textContent = text;
  }

  #focused() {
    return this.fields.find(({ root }) => root.contains(document.activeElement));
  }

  /**
   * @param {Field} field
   * @param {string} text
   */
  #fault({ option, input }, text) {
    const fault = [...this.rows.querySelectorAll(".fault")].find(({ id }) => id === `fault-${option.name}`);
    if (fault && fault.textContent !== text) fault.textContent = text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  #moreField() {
    const { say } = this.host.context();
    const attributes = {
      type: "text",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-label": say("add-option"),
      autocomplete: "off",
    };
    const more = /** @type {HTMLInputElement} */ (element("input", attributes));
    const open = () => {
      const items = this.filling.spare.map((option) => ({ label: option.label, note: option.description, value: option }));
      this.host.picker.open(more, {
        title: say("add-option"),
        items: matching(items, more.value),
        otherwise: say("nothing-fits"),
        begun: Boolean(more.value),
        unmarked: !more.value,
        pick: ({ value }) => this.#add(value),
      });
    };
    for (const event of ["focus", "input", "click"]) more.addEventListener(event, open);
    more.addEventListener("blur", () => (more.value = ""));
    return more;
  }

  /** @param {Option} option */
  #add(option) {
    this.filling.add(option);
    this.draw();
    this.fields.find((field) => field.option === option)?.input.focus();
  }

  /** @param {Option} option */
  #remove(option) {
    const place = this.fields.findIndex((field) => field.option === option);
    this.filling.remove(option);
    this.host.changed();
    this.draw();
    const next = this.fields[Math.max(place - 1, 0)]?.input ?? this.more;
    next.focus();
    this.host.picker.close();
  }

  /**
   * After a choice go on to what is still needed; otherwise stay, so that Enter sends.
   * @param {Option} option
   */
  #next(option) {
    const context = this.host.context();
    const wanting = this.fields.find((field) => field.option.required && checked(field.option, field.entry, context).problem);
    (wanting ?? this.fields.find((field) => field.option === option))?.input.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.defaultPrevented || event.isComposing) return;
    const field = this.#focused();
    const onMore = event.target === this.more && !this.more.value;
    const erases = event.key === "Backspace" && (onMore || event.target === this.root || Boolean(field?.empty));
    const takesOut = ["Backspace", "Delete"].includes(event.key) && field?.option.type === ATTACHMENT && !field.empty;
    if (event.key === "Escape") this.host.leave("");
    else if (takesOut && field) this.#remove(field.option);
    else if (erases) this.#back(field);
    else return;
    event.preventDefault();
  }

  /**
   * Backspace where nothing stands: takes an added option away, or goes to what is before it.
   * @param {Field | undefined} field
   */
  #back(field) {
    const place = field ? this.fields.indexOf(field) : this.fields.length;
    if (field && !field.option.required) this.#remove(field.option);
    else if (place > 0) this.fields[place - 1].input.focus();
    else this.host.leave(`/${this.filling.command.label}`);
  }
}
