/** The line one types in: plain text with files, or a command with its options, for one person in one channel. */
import { Problem } from "../acting.js";
import { element } from "../dom.js";
import { Beside } from "./beside.js";
import { completer } from "./completion.js";
import { Drafts, MOST_FILES } from "./drafts.js";
import { weighed } from "./files.js";
import { receiveFiles, receiveTyping } from "./incoming.js";
import { Line } from "./line.js";
import { Offered } from "./offered.js";
import { Options } from "./options.js";
import { Picker } from "./picker.js";
import { readyCommand, readyText } from "./sending.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Option} Option */
/** @typedef {import("./drafts.js").Draft} Draft */

const DM = 1;
const FORUM = 15;

export class SandboxComposer extends HTMLElement {
  constructor() {
    super();
    /** @type {Context | null} */
    this.told = null;
    /** @type {Draft | null} */
    this.draft = null;
    /** @type {Options | null} */
    this.options = null;
    this.drafts = new Drafts();
    this.picker = new Picker();
    this.offered = new Offered(() => this.#commandsChanged());
    const shared = { context: () => this.context, picker: this.picker };
    this.line = new Line({
      ...shared,
      offered: this.offered,
      typed: (text) => this.#typed(text),
      begin: (command) => this.#change((draft) => draft.begin(command)),
      send: () => this.send(),
      calm: () => this.#calm(),
    });
    this.host = {
      ...shared,
      changed: () => this.#say(""),
      leave: (/** @type {string} */ text) => this.#change((draft) => draft.leave(text)),
      choose: (/** @type {File[]} */ files, /** @type {Option} */ option) => this.take(files, option),
      complete: completer(this),
    };
    this.closed = element("p", { class: "closed", hidden: true });
    this.beside = new Beside((change) => this.#change(change));
    this.chooser = /** @type {HTMLInputElement} */ (element("input", { type: "file", multiple: true, hidden: true }));
    this.attach = element("button", { type: "button", class: "attach" }, "+");
    this.sender = element("button", { type: "button", class: "send" }, "➤");
    this.place = element("div", { class: "place-to-write" });
    this.box = element("div", { class: "writing" }, this.attach, this.place, this.beside.count, this.sender);
  }

  connectedCallback() {
    const { problem, replying, chips, state } = this.beside;
    this.append(this.picker.root, problem, replying, chips, this.box, this.chooser, state, this.closed);
    this.attach.addEventListener("click", () => this.chooser.click());
    this.chooser.addEventListener("change", () => {
      this.take([...(this.chooser.files ?? [])]);
      this.chooser.value = "";
    });
    this.sender.addEventListener("click", () => this.send());
    this.addEventListener("keydown", (event) => this.#keyFirst(event), true);
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusout", ({ relatedTarget }) => relatedTarget !== this.picker.owner && this.picker.close());
    this.addEventListener("beforeinput", (event) => this.draft?.busy && event.preventDefault(), true);
    receiveFiles(this);
    receiveTyping(this);
  }

  /** What the page shows now. */
  get context() {
    return /** @type {Context} */ (this.told);
  }

  /** Whether files can be taken now. */
  get open() {
    return Boolean(this.draft && this.told?.here?.writable && !this.draft.busy);
  }

  /** @param {Context} context */
  show(context) {
    const { here, places, locale, say } = context;
    const before = this.told;
    this.told = context;
    const draft = here ? this.drafts.of(places.viewer, here.id) : null;
    const names = before && [before.locale, before.here?.name, before.here?.writable, before.here?.archived].join();
    const same = draft === this.draft && names === [locale, here?.name, here?.writable, here?.archived].join();
    this.draft = draft;
    this.offered.follow(context);
    if (same) return;
    const why = !here ? "nowhere-to-write" : here.writable ? "" : here.kind === FORUM ? "forum-closed" : "locked";
    this.closed.textContent = why ? say(why) : here?.archived ? say("archived") : "";
    this.closed.hidden = !this.closed.textContent;
    this.box.hidden = Boolean(why);
    this.#draw();
  }

  /**
   * Answer a message: the next text refers to it.
   * @param {import("../types.js").Message} message
   */
  reply(message) {
    if (!this.open) return;
    this.#change((draft) => {
      if (draft.filling) draft.leave("");
      draft.reply = message;
    });
  }

  /**
   * Take files: into an option that waits for one, or along with the text.
   * @param {File[]} files
   * @param {Option} [option] the one they are for
   */
  take(files, option) {
    const { draft, context } = this;
    if (!draft || !this.open || !files.length) return;
    const { say, here } = context;
    const weighing = weighed(files, here?.upload ?? 0, say);
    const rest = draft.take(weighing.files, option);
    const command = draft.filling?.command.label;
    const room = command ? say("no-room", { command }) : say("too-many", { limit: String(MOST_FILES) });
    this.#draw();
    const field = this.options?.fields.find((one) => one.option === option);
    if (field) field.input.focus();
    else this.focus();
    this.#say(weighing.problem || (rest.length ? room : ""));
  }

  /** Focus what is to be typed next. */
  focus() {
    if (this.options) this.options.focus();
    else this.line.input.focus();
  }

  /** Send what stands here, if it is complete. */
  async send() {
    const { draft, context } = this;
    if (!draft || !this.open) return;
    const { options, offered } = this;
    const { deed, asked, problem } = options ? readyCommand(options, offered, context) : readyText(draft, context);
    if (problem) this.#say(problem);
    if (!deed) return;
    draft.busy = true;
    this.#say("");
    try {
      await context.acting.do(deed, { ...draft.where, ...asked });
      draft.taken();
    } catch (error) {
      const why = error instanceof Problem ? context.say("refused", { why: error.message }) : context.say("not-sent");
      draft.problem = why;
    }
    draft.busy = false;
    if (this.draft !== draft) return;
    const inside = this.contains(document.activeElement);
    if (!draft.problem) this.#draw();
    if (!draft.problem && inside) this.focus();
    this.#say(draft.problem);
  }

  /** @param {(draft: Draft) => void} change */
  #change(change) {
    if (!this.draft || this.draft.busy) return;
    change(this.draft);
    this.#draw();
    this.#say("");
    this.focus();
  }

  /** @param {string} text */
  #typed(text) {
    if (this.draft) this.draft.text = text;
    this.#say("");
  }

  /**
   * Show why something was not sent, and what else stands beside the line.
   * @param {string} problem
   */
  #say(problem) {
    const { draft } = this;
    if (!draft) return;
    draft.problem = problem;
    this.beside.tell(draft, this.context.say);
    this.toggleAttribute("data-busy", draft.busy);
    this.setAttribute("aria-busy", String(draft.busy));
  }

  /** Show the draft as it is. */
  #draw() {
    const { draft } = this;
    const { say, here } = this.context;
    const inside = this.contains(document.activeElement);
    this.picker.close();
    const name = here ? say(here.kind === DM ? "message-to" : "message-in", { place: here.name }) : "";
    this.line.input.setAttribute("aria-label", name);
    this.line.input.placeholder = here?.archived ? name : say("placeholder", { message: name });
    this.attach.setAttribute("aria-label", say("attach"));
    this.sender.setAttribute("aria-label", say("send"));
    this.setAttribute("data-drop-here", say("drop", { place: here?.name ?? "" }));
    this.options = draft?.filling ? new Options(draft.filling, this.host) : null;
    const shown = this.options?.root ?? this.line.input;
    if (this.place.firstChild !== shown) this.place.replaceChildren(shown);
    this.options?.draw();
    if (draft && !draft.filling) this.line.write(draft.text);
    this.beside.draw(here?.writable ? draft : null, say);
    this.#say(draft?.problem ?? "");
    if (inside && !this.contains(document.activeElement)) this.focus();
  }

  #calm() {
    if (!this.draft?.reply) return false;
    this.#change((draft) => (draft.reply = null));
    return true;
  }

  #commandsChanged() {
    const filling = this.draft?.filling;
    const now = filling && this.offered.named(filling.command.command);
    if (filling && now && JSON.stringify(now) !== JSON.stringify(filling.command)) {
      filling.command = now;
      this.#draw();
    }
    this.line.suggest();
  }

  /** @param {KeyboardEvent} event */
  #keyFirst(event) {
    const { target } = event;
    if (this.draft?.busy && event.key !== "Tab") {
      event.preventDefault();
      event.stopPropagation();
    } else if (target instanceof HTMLElement && target !== this.line.input && !event.isComposing) {
      if (this.picker.isOpenFor(target)) this.picker.key(event);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target } = event;
    const inOption = target instanceof Element && target.closest(".filling");
    if (!inOption || event.defaultPrevented || event.isComposing || event.key !== "Enter" || event.shiftKey) return;
    const field = this.options?.fields.find(({ input }) => input === target);
    if (target instanceof HTMLButtonElement && (!field || field.empty)) return;
    event.preventDefault();
    this.send();
  }
}

customElements.define("sandbox-composer", SandboxComposer);
