/** The fields of a command, one for each option: typed text, something to choose, or a file. */
import { element } from "../dom.js";
import { length } from "./checking.js";
import { Completion } from "./completion.js";
import { preview } from "./files.js";
import { matching, offers } from "./offers.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Option} Option */
/** @typedef {import("./drafts.js").Entry} Entry */
/** @typedef {import("./picker.js").Item} Item */
/**
 * What a field needs to know of the command that it is part of.
 * @typedef {{context: () => Context, picker: import("./picker.js").Picker, changed: () => void, done: () => void,
 *   choose: (files: File[]) => void, describe: string,
 *   complete: (option: Option, typed: string, signal: AbortSignal) => Promise<Item[] | null>}} Around
 *   `changed` is called when something was typed, `done` when it was chosen
 */

const STRING = 3;
const ATTACHMENT = 11;
const NEAR = 0.9;

/**
 * Let a field be as high as its text.
 * @param {HTMLTextAreaElement} field
 */
export function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

/**
 * @param {Option} option
 * @param {Entry} entry
 * @param {Around} around
 */
export function fieldFor(option, entry, around) {
  if (option.type === ATTACHMENT) return new FileField(option, entry, around);
  const chosen = option.autocomplete || offers(option, around.context());
  return chosen ? new ChoiceField(option, entry, around) : new TextField(option, entry, around);
}

/** What is typed freely: a text, or a number. */
class TextField {
  /**
   * @param {Option} option
   * @param {Entry} entry
   * @param {Around} around
   */
  constructor(option, entry, around) {
    this.option = option;
    this.entry = entry;
    const attributes = {
      rows: 1,
      "aria-label": option.label,
      "aria-describedby": around.describe,
      "aria-required": String(option.required),
      inputmode: option.type === STRING ? null : "decimal",
      enterkeyhint: "send",
      autocomplete: "off",
      dir: "auto",
    };
    this.input = /** @type {HTMLTextAreaElement} */ (element("textarea", attributes));
    this.input.value = entry.text;
    this.count = element("span", { class: "count", "aria-hidden": "true" });
    this.root = element("span", { class: "entry" }, this.input, this.count);
    this.input.addEventListener("input", () => {
      // A command's text is one line: what is pasted in several becomes one.
      if (/[\r\n]/.test(this.input.value)) this.input.value = this.input.value.replace(/\s*[\r\n]+\s*/g, " ");
      entry.text = this.input.value;
      this.settle();
      around.changed();
    });
  }

  get empty() {
    return !this.input.value;
  }

  settle() {
    const limit = this.option.max_length;
    const left = limit === undefined ? Infinity : limit - length(this.input.value);
    this.count.textContent = limit !== undefined && left < limit * (1 - NEAR) ? String(left) : "";
    this.count.classList.toggle("beyond", left < 0);
    grow(this.input);
  }
}

/** What is chosen from a list that stands above the line, or that the bot offers while one types. */
class ChoiceField {
  /**
   * @param {Option} option
   * @param {Entry} entry
   * @param {Around} around
   */
  constructor(option, entry, around) {
    this.option = option;
    this.entry = entry;
    this.around = around;
    const attributes = {
      type: "text",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-label": option.label,
      "aria-describedby": around.describe,
      "aria-required": String(option.required),
      placeholder: around.context().say("choose"),
      autocomplete: "off",
      dir: "auto",
    };
    this.input = /** @type {HTMLInputElement} */ (element("input", attributes));
    this.input.value = entry.picked?.label ?? entry.text;
    this.root = element("span", { class: "entry" }, this.input);
    this.completion = new Completion((typed, signal) => around.complete(option, typed, signal));
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("focus", () => !entry.picked && this.open(false));
    this.input.addEventListener("click", () => !around.picker.isOpenFor(this.input) && this.open(false));
    this.input.addEventListener("blur", () => this.completion.stop());
    this.input.addEventListener("keydown", (event) => this.#key(event));
  }

  get empty() {
    return !this.input.value;
  }

  settle() {}

  /** @param {boolean} begun whether something was typed, so that Tab takes the first */
  open(begun) {
    const { say } = this.around.context();
    const known = offers(this.option, this.around.context());
    const typed = this.entry.picked ? "" : this.input.value;
    if (!this.option.autocomplete) {
      this.#offer(matching(known ?? [], typed), say("nothing-fits"), begun);
      return;
    }
    if (!this.around.picker.isOpenFor(this.input)) this.#offer([], say("loading"), begun);
    this.completion.ask(typed, (items) => {
      if (document.activeElement !== this.input) return;
      this.#offer(items ?? [], say(items ? "nothing-fits" : "not-loaded"), begun);
    });
  }

  /**
   * @param {Item[]} items
   * @param {string} otherwise
   * @param {boolean} begun
   */
  #offer(items, otherwise, begun) {
    this.around.picker.open(this.input, {
      title: this.option.label,
      items,
      otherwise,
      begun,
      pick: (item) => this.#picked(item),
    });
  }

  /** @param {Item} item */
  #picked(item) {
    this.completion.stop();
    this.entry.picked = { label: item.label, value: item.value };
    this.entry.text = item.label;
    this.input.value = item.label;
    this.around.changed();
    this.around.done();
  }

  #typed() {
    delete this.entry.picked;
    this.entry.text = this.input.value;
    this.around.changed();
    this.open(Boolean(this.input.value));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || this.around.picker.isOpenFor(this.input)) return;
    event.preventDefault();
    event.stopPropagation();
    this.open(false);
  }
}

/** A file: picked, pasted or dropped. */
class FileField {
  /**
   * @param {Option} option
   * @param {Entry} entry
   * @param {Around} around
   */
  constructor(option, entry, around) {
    this.option = option;
    this.entry = entry;
    const { say } = around.context();
    const shown = entry.file ? entry.file.name : say("choose-file");
    const attributes = {
      type: "button",
      class: "pick-file",
      "aria-label": say("file-of", { option: option.label, file: shown }),
      "aria-describedby": around.describe,
    };
    this.input = element("button", attributes, entry.file ? preview(entry.file) : null, element("span", {}, shown));
    const chooser = /** @type {HTMLInputElement} */ (element("input", { type: "file", hidden: true }));
    this.input.addEventListener("click", () => chooser.click());
    chooser.addEventListener("change", () => around.choose([...(chooser.files ?? [])]));
    this.root = element("span", { class: "entry" }, this.input, chooser);
  }

  get empty() {
    return !this.entry.file;
  }

  settle() {}
}

/** @typedef {TextField | ChoiceField | FileField} Field */
