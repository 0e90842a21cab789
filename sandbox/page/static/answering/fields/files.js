/** Files to be sent along: picked, or dropped on the field. */
import { element } from "../../dom.js";
import { size } from "../../reading/attachments.js";
import { Field } from "./field.js";

export class FilesField extends Field {
  make() {
    /** @type {File[]} */
    this.files = [];
    const attributes = { type: "file", class: "unseen", multiple: this.most() > 1, required: this.required };
    this.input = /** @type {HTMLInputElement} */ (element("input", attributes));
    this.list = element("ul", { id: `${this.id}-below`, class: "picked-files" });
    this.input.addEventListener("change", () => {
      this.add([...(this.input?.files ?? [])]);
      if (this.input) this.input.value = "";
    });
    return this.input;
  }

  frame() {
    const { say } = this.context;
    const label = element("label", { class: "asked", for: this.id }, ...this.title());
    const button = element("span", { class: "button secondary" }, say(this.most() > 1 ? "files-pick" : "file-pick"));
    const pick = element("label", { class: "drop", for: this.id, "aria-hidden": "true" }, button, say("files-drop"));
    pick.addEventListener("dragover", (event) => event.preventDefault());
    pick.addEventListener("drop", (event) => {
      event.preventDefault();
      this.add([...(event.dataTransfer?.files ?? [])]);
      this.corrected();
    });
    const hint = this.hint();
    return element("div", { class: "question" }, label, ...hint, this.control, pick, this.list, this.wrong);
  }

  below() {
    return [this.list ?? null];
  }

  /** @param {File[]} files one takes the place of another where there is room for one alone */
  add(files) {
    this.files = this.most() === 1 && files.length ? files.slice(0, 1) : [...this.value(), ...files];
    this.draw();
  }

  draw() {
    const entries = this.value().map((file) => {
      const attributes = { type: "button", class: "close", "aria-label": this.context.say("file-remove", { file: file.name }) };
      const remove = element("button", attributes, "×");
      remove.addEventListener("click", () => {
        this.files = this.value().filter((other) => other !== file);
        this.draw();
        this.corrected();
        this.focus();
      });
      return element("li", {}, element("span", { dir: "auto" }, file.name), element("small", {}, size(file.size)), remove);
    });
    this.list?.replaceChildren(...entries);
  }

  value() {
    return this.files ?? [];
  }

  /** @param {File[]} files */
  take(files) {
    this.files = files;
    this.draw();
  }

  check() {
    const limit = this.context.here?.upload ?? Infinity;
    const large = this.value().find((file) => file.size > limit);
    if (large) return this.context.say("file-large", { file: large.name, limit: size(limit) });
    return this.span(this.value().length, { few: "files-few", many: "files-many" });
  }
}
