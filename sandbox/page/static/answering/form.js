/** The forms that a bot answers with: in a dialog, checked before they are sent. */
import { element } from "../dom.js";
import { markdown } from "../reading/markdown.js";
import { SandboxMessage } from "../reading/message.js";
import { CheckboxField, CheckboxesField, RadioField } from "./fields/choices.js";
import { Field } from "./fields/field.js";
import { FilesField } from "./fields/files.js";
import { MenuField } from "./fields/menu.js";
import { TextField } from "./fields/text.js";
import { reason } from "./problem.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Outcome} Outcome */

const ROW = 1;
const TEXT = 10;
const REMEMBERED = 50;

/** @type {Record<number, typeof Field>} by the type of the component */
const FIELDS = {
  3: MenuField,
  4: TextField,
  5: MenuField,
  6: MenuField,
  7: MenuField,
  8: MenuField,
  19: FilesField,
  21: RadioField,
  22: CheckboxesField,
  23: CheckboxField,
};

/** What was typed into forms that were closed and not sent, until the page is loaded again. @type {Map<string, any[]>} */
const drafts = new Map();

/** @type {Form | null} */
let open = null;

/**
 * Open the form that the bot answered with; what was typed into it before and not sent is there again.
 * @param {Outcome} outcome
 * @param {Context} context
 * @param {Record<string, any>} asked what it answers
 */
export function openForm(outcome, context, asked) {
  open?.dialog.close();
  const { message, component, command, person } = asked;
  const key = [context.viewer, message, component, command, person, outcome.form.title].join(" ");
  open = new Form(outcome, context, key);
}

class Form {
  /**
   * @param {Outcome} outcome
   * @param {Context} context
   * @param {string} key
   */
  constructor(outcome, context, key) {
    this.outcome = outcome;
    this.context = context;
    this.key = key;
    this.sending = false;
    this.opener = document.activeElement;
    this.place = this.opener?.closest("sandbox-message");
    /** @type {Field[]} */
    this.fields = [];
    const parts = outcome.form.components.map((/** @type {any} */ row) => this.part(row));
    this.initial = this.fields.map((field) => field.value());
    this.problem = element("p", { class: "form-problem", role: "alert" });
    this.dialog = this.draw(parts);
    this.recall();
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.fields[0]?.focus();
  }

  /**
   * @param {any} row
   * @returns {Node | null}
   */
  part(row) {
    if (row.type === TEXT) return markdown(row.content, this.context, { class: "markdown text" });
    const component = row.type === ROW ? row.components[0] : row.component;
    const kind = FIELDS[component?.type];
    if (!kind) return null;
    const label = row.label ?? component.label ?? "";
    const field = new kind({ component, label, description: row.description ?? "", context: this.context });
    this.fields.push(field);
    return field.node;
  }

  /** @param {(Node | null)[]} parts */
  draw(parts) {
    const { say, places } = this.context;
    const title = element("h2", { id: "form-title" }, this.outcome.form.title);
    const close = element("button", { type: "button", class: "close", "aria-label": say("problem-close") }, "×");
    const cancel = element("button", { type: "button", class: "button secondary" }, say("form-cancel"));
    this.submit = element("button", { type: "submit", class: "button primary" }, say("form-submit"));
    const note = element("p", { class: "form-note" }, say("form-note", { bot: places.bot.name }));
    const form = element(
      "form",
      { novalidate: true },
      element("div", { class: "form-head" }, title, close),
      element("div", { class: "form-body" }, ...parts, note),
      this.problem,
      element("div", { class: "form-foot" }, cancel, this.submit),
    );
    const dialog = /** @type {HTMLDialogElement} */ (
      element("dialog", { class: "form", "aria-labelledby": "form-title" }, form)
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    for (const button of [close, cancel]) button.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.closed());
    return dialog;
  }

  recall() {
    const draft = drafts.get(this.key) ?? [];
    this.fields.forEach((field, number) => draft[number] !== undefined && field.take(draft[number]));
  }

  async send() {
    if (this.sending) return;
    this.problem.textContent = "";
    const wrong = this.fields.filter((field) => !field.judge());
    wrong[0]?.focus();
    if (wrong.length) return;
    this.wait(true);
    const values = Object.fromEntries(this.fields.map((field) => [field.component.custom_id, field.value()]));
    try {
      const outcome = await this.context.acting.do("submit", { use: this.outcome.use, values });
      if (outcome.failed) this.problem.textContent = this.context.say("form-failed");
      else this.sent();
    } catch (error) {
      const { text, detail } = reason(error, this.context);
      this.problem.replaceChildren(text, " ", element("small", { lang: "en" }, detail));
    }
    this.wait(false);
  }

  /** @param {boolean} sending */
  wait(sending) {
    this.sending = sending;
    this.submit?.setAttribute("aria-busy", String(sending));
    this.submit?.setAttribute("aria-disabled", String(sending));
  }

  sent() {
    this.initial = this.fields.map((field) => field.value());
    this.dialog.close();
  }

  /** Keep what was changed and not sent; give the focus back, to the message where what had it is gone. */
  closed() {
    const draft = this.fields.map((field, number) =>
      same(field.value(), this.initial[number]) ? undefined : field.value(),
    );
    drafts.delete(this.key);
    if (draft.some((value) => value !== undefined)) drafts.set(this.key, draft);
    if (drafts.size > REMEMBERED) drafts.delete([...drafts.keys()][0]);
    if (open === this) open = null;
    this.dialog.remove();
    if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus({ preventScroll: true });
    else if (this.place instanceof SandboxMessage) this.place.hold(this.opener?.getAttribute("data-key") ?? null);
  }
}

/**
 * @param {any} one
 * @param {any} other
 */
function same(one, other) {
  if (!Array.isArray(one)) return one === other;
  return one.length === other.length && one.every((value, number) => value === other[number]);
}

addEventListener("hashchange", () => open?.dialog.close());
