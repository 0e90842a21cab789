/** The line for plain text; a slash at its beginning opens the list of commands. */
import { element } from "../dom.js";
import { grow } from "./fields.js";

/** @typedef {import("../types.js").Command} Command */
/** @typedef {import("../types.js").Context} Context */
/**
 * What the composer does for the line.
 * @typedef {{context: () => Context, picker: import("./picker.js").Picker, offered: import("./offered.js").Offered,
 *   typed: (text: string) => void, begin: (command: Command) => void, send: () => void, calm: () => boolean}} Host
 *   `calm` undoes what Escape undoes, and tells whether there was anything
 */

export class Line {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    const attributes = { id: "line", rows: 1, "aria-autocomplete": "list", enterkeyhint: "send", dir: "auto" };
    this.input = /** @type {HTMLTextAreaElement} */ (element("textarea", attributes));
    /** The text for which the list was put away; it stays away while more is typed after it. */
    this.dismissed = "";
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("focus", () => this.suggest());
  }

  /** @param {string} text */
  write(text) {
    if (this.input.value !== text) this.input.value = text;
    this.dismissed = "";
    grow(this.input);
  }

  get #slashed() {
    return /^\/[^\n]*$/.test(this.input.value);
  }

  /** Show the commands that fit, while a command is what is typed. */
  suggest() {
    const { picker, offered } = this.host;
    const { say, here } = this.host.context();
    if (document.activeElement !== this.input) return;
    const commands = this.#slashed && !here?.archived ? offered.matching(this.input.value.slice(1)) : [];
    const wanted = this.#slashed && (commands.length || here?.archived || this.input.value === "/");
    if (this.dismissed || !wanted) {
      picker.close();
      return;
    }
    picker.open(this.input, {
      title: say("commands"),
      items: commands.map((command) => ({ label: `/${command.label}`, note: noted(command), value: command })),
      otherwise: say(here?.archived ? "asleep" : "no-commands"),
      begun: true,
      pick: ({ value }) => this.host.begin(value),
    });
  }

  #typed() {
    if (!this.input.value.startsWith(this.dismissed)) this.dismissed = "";
    grow(this.input);
    this.host.typed(this.input.value);
    this.suggest();
  }

  /** @param {KeyboardEvent} event */
  async #key(event) {
    if (event.isComposing) return;
    const { picker, offered } = this.host;
    if (event.key === "Escape" && picker.isOpenFor(this.input)) this.dismissed = this.input.value;
    if (picker.isOpenFor(this.input) && picker.key(event)) return;
    if (event.key === "Escape" && this.host.calm()) event.preventDefault();
    const named = event.key === " " && this.#slashed ? offered.named(this.input.value.slice(1)) : undefined;
    if (named && !this.host.context().here?.archived) {
      event.preventDefault();
      this.host.begin(named);
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    if (this.#slashed && !this.dismissed) await this.#known();
    else this.host.send();
  }

  /** Enter after a slash: whoever types faster than the commands come means the command all the same. */
  async #known() {
    const text = this.input.value;
    await this.host.offered.ready;
    if (this.input.value !== text) return;
    this.suggest();
    if (!this.host.picker.isOpenFor(this.input)) this.host.send();
    else this.host.picker.take();
  }
}

/** @param {Command} command */
function noted({ label, command, description }) {
  return label === command ? description : `${description} · /${command}`;
}
