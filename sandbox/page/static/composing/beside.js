/** What stands around the line: why something was not sent, whom it answers, the files that go along. */
import { element } from "../dom.js";
import { length } from "./checking.js";
import { chip } from "./files.js";

/** @typedef {import("../types.js").Context["say"]} Say */
/** @typedef {import("./drafts.js").Draft} Draft */

export const LONGEST = 2000;
const NEAR = 200;

export class Beside {
  /** @param {(change: (draft: Draft) => void) => void} change changes the draft that is shown */
  constructor(change) {
    this.change = change;
    this.problem = element("p", { class: "unsent", role: "alert" });
    this.replying = element("p", { class: "replying", hidden: true });
    this.chips = element("ul", { class: "chips", hidden: true });
    this.state = element("p", { class: "sending", role: "status" });
    this.count = element("span", { class: "count", "aria-hidden": "true" });
  }

  /**
   * Show what goes along with a text; a command carries neither files nor an answered message.
   * @param {Draft | null} draft
   * @param {Say} say
   */
  draw(draft, say) {
    const files = draft?.filling ? [] : (draft?.files ?? []);
    const reply = draft?.filling ? null : draft?.reply;
    const remove = (/** @type {File} */ file) =>
      this.change((changed) => (changed.files = changed.files.filter((one) => one !== file)));
    this.chips.setAttribute("aria-label", say("files"));
    this.chips.replaceChildren(...files.map((file) => chip(file, say, () => remove(file))));
    this.chips.hidden = !files.length;
    const cross = element("button", { type: "button", class: "cross", "aria-label": say("no-reply") }, "×");
    cross.addEventListener("click", () => this.change((changed) => (changed.reply = null)));
    this.replying.replaceChildren(say("replying", { to: reply?.name ?? "" }), cross);
    this.replying.hidden = !reply;
  }

  /**
   * Show how it stands with the draft.
   * @param {Draft} draft
   * @param {Say} say
   */
  tell(draft, say) {
    if (this.problem.textContent !== draft.problem) this.problem.textContent = draft.problem;
    const left = LONGEST - length(draft.text.trim());
    this.count.textContent = !draft.filling && left < NEAR ? String(left) : "";
    this.count.classList.toggle("beyond", left < 0);
    this.state.textContent = draft.busy ? say("sending") : "";
  }
}
