/** The drawer behind the curtain: how the local Seedance and the bot stand, once a second while somebody looks. */
import { Problem } from "../acting.js";
import { element, morph } from "../dom.js";
import { look, meddle } from "./backstage.js";
import { botSection } from "./bot.js";
import { asked, faultsSection } from "./faults.js";
import { questionsSection } from "./questions.js";
import { requestsSection } from "./requests.js";
import { tasksSection } from "./tasks.js";

/** @typedef {import("./backstage.js").Deed} Deed */

const EVERY = 1000;
/** Pixels from the end of the log within which a reader is at its end. */
const NEAR = 8;
const SECTIONS = {
  bot: botSection,
  tasks: tasksSection,
  requests: requestsSection,
  faults: faultsSection,
  questions: questionsSection,
};
const NAMES = /** @type {(keyof typeof SECTIONS)[]} */ (Object.keys(SECTIONS));
const NARROW = matchMedia("(max-width: 760px)");

class SandboxCurtain extends HTMLElement {
  constructor() {
    super();
    this.button = element("button", { type: "button", id: "curtain-opener", hidden: true, "aria-expanded": "false" });
    /** @type {import("./backstage.js").State | null} */
    this.state = null;
    /** @type {import("./parts.js").Tools} */
    this.tools = { say: (key) => key, locale: "en", busy: new Set(), fault: "", answers: {} };
    const kept = sessionStorage.getItem("curtain-section");
    this.section = NAMES.find((name) => name === kept) ?? "bot";
    this.there = false;
    this.looking = false;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.tabs = element("div", { role: "tablist" });
    this.panel = element("div", { role: "tabpanel", id: "curtain-panel" });
    this.said = element("p", { class: "said", role: "status" });
    this.closer = element("button", { type: "button", class: "closer" }, "✕");
  }

  connectedCallback() {
    this.id = "curtain";
    this.setAttribute("role", "region");
    this.button.setAttribute("aria-controls", this.id);
    this.hidden = true;
    const title = element("h2", {});
    this.append(element("div", { class: "curtain-head" }, title, this.closer), this.tabs, this.said, this.panel);
    this.button.addEventListener("click", () => this.toggle(this.hidden, true));
    this.closer.addEventListener("click", () => this.toggle(false, true));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => this.press(event));
    this.addEventListener("submit", (event) => this.submit(event));
    this.addEventListener("change", (event) => this.change(event));
    document.addEventListener("visibilitychange", () => this.tick());
    NARROW.addEventListener("change", () => this.cover());
  }

  /**
   * Speak this language from now on; where there is no backstage there is no button either.
   * @param {import("./parts.js").Tools["say"]} say
   * @param {string} locale
   * @param {boolean} there
   */
  show(say, locale, there) {
    this.tools = { ...this.tools, say, locale };
    this.button.hidden = !there;
    this.button.textContent = say("curtain");
    this.setAttribute("aria-label", say("curtain"));
    this.tabs.setAttribute("aria-label", say("curtain"));
    this.closer.setAttribute("aria-label", say("curtain-close"));
    this.querySelector("h2")?.replaceChildren(say("curtain"));
    if (there !== this.there) {
      this.there = there;
      this.toggle(there && sessionStorage.getItem("curtain") === "open", false);
    }
    this.draw();
  }

  /**
   * @param {boolean} open
   * @param {boolean} asked by a person, whose focus goes along
   */
  toggle(open, asked) {
    this.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    this.parentElement?.toggleAttribute("data-curtain", open);
    this.cover();
    if (asked) sessionStorage.setItem("curtain", open ? "open" : "");
    this.draw();
    this.tick();
    if (!asked) return;
    const tab = /** @type {HTMLElement | null} */ (this.tabs.querySelector("[aria-selected=true]"));
    (open ? tab : this.button)?.focus();
  }

  /** Where the drawer lies over everything, nothing below it can be reached. */
  cover() {
    for (const other of this.parentElement?.children ?? []) {
      if (other !== this && other instanceof HTMLElement) other.inert = NARROW.matches && !this.hidden;
    }
  }

  /** Look again, one question at a time, as long as somebody sees the answer. */
  async tick() {
    clearTimeout(this.timer);
    if (this.hidden || document.hidden || this.looking) return;
    this.looking = true;
    try {
      if (!this.closest("[data-away]")) this.state = await look();
    } catch (trouble) {
      // A sandbox that is gone says so above the messages; what was known stays.
      if (!(trouble instanceof TypeError)) throw trouble;
    } finally {
      this.looking = false;
      this.timer = setTimeout(() => this.tick(), EVERY);
    }
    this.draw();
  }

  draw() {
    if (this.hidden) return;
    const { say } = this.tools;
    const tabs = NAMES.map((name) => {
      const attributes = {
        type: "button",
        role: "tab",
        id: `curtain-tab-${name}`,
        "data-key": name,
        "data-section": name,
        "aria-selected": String(name === this.section),
        "aria-controls": this.panel.id,
        tabindex: name === this.section ? "0" : "-1",
      };
      return element("button", attributes, say(`section-${name}`));
    });
    morph(this.tabs, element("div", {}, ...tabs));
    this.panel.setAttribute("aria-labelledby", `curtain-tab-${this.section}`);
    this.panel.toggleAttribute("aria-busy", this.tools.busy.size > 0);
    if (!this.state) return;
    const drawn = SECTIONS[this.section](this.state, this.tools);
    const before = this.panel.querySelector(".log");
    const atEnd = !before || before.scrollTop + before.clientHeight >= before.scrollHeight - NEAR;
    morph(this.panel, element("div", {}, element("div", { "data-key": this.section }, ...drawn)));
    const log = this.panel.querySelector(".log");
    if (log && atEnd) log.scrollTop = log.scrollHeight;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) this.toggle(false, true);
    const here = event.target instanceof Element ? NAMES.findIndex((name) => event.target === this.tab(name)) : -1;
    if (here < 0) return;
    const last = NAMES.length - 1;
    const places = { ArrowRight: (here + 1) % NAMES.length, ArrowLeft: here ? here - 1 : last, Home: 0, End: last };
    const next = places[/** @type {keyof typeof places} */ (event.key)];
    if (next === undefined) return;
    event.preventDefault();
    this.turn(NAMES[next]);
    this.tab(NAMES[next])?.focus();
  }

  /** @param {string} name */
  tab(name) {
    return /** @type {HTMLElement | null} */ (this.tabs.querySelector(`[data-section="${name}"]`));
  }

  /** @param {string} name */
  turn(name) {
    this.section = NAMES.find((one) => one === name) ?? this.section;
    sessionStorage.setItem("curtain-section", this.section);
    this.said.textContent = "";
    this.panel.scrollTop = 0;
    this.draw();
  }

  /** @param {Event} event */
  press(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.section) this.turn(button.dataset.section);
    if (!button?.dataset.deed || button.getAttribute("aria-disabled")) return;
    this.meddle(/** @type {Deed} */ (button.dataset.deed), JSON.parse(button.dataset.asked ?? "{}"));
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const deed = /** @type {Deed} */ (event.submitter?.getAttribute("value") || form.dataset.deed);
    await this.meddle(deed, asked(form, deed));
    // The field follows the speed again, whoever changes it next.
    if (deed === "speed") form.reset();
  }

  /** @param {Event} event */
  change(event) {
    if (!(event.target instanceof HTMLSelectElement) || event.target.name !== "fault") return;
    this.tools = { ...this.tools, fault: event.target.value };
    this.draw();
  }

  /**
   * @param {Deed} deed
   * @param {Record<string, any>} wanted
   */
  async meddle(deed, wanted) {
    const { busy, answers, locale, say } = this.tools;
    if (busy.has(deed)) return;
    busy.add(deed);
    this.said.textContent = deed === "ask" ? say("asking") : "";
    this.draw();
    try {
      const language = locale.startsWith("zh") ? "zh" : "en";
      const answer = await meddle(deed, deed === "ask" ? { ...wanted, language } : wanted);
      if (deed === "ask") answers[wanted.question] = answer;
      this.said.textContent = say(`did-${deed}`, { fault: wanted.fault ?? "", speed: String(wanted.speed ?? "") });
      this.state = await look();
    } catch (trouble) {
      if (!(trouble instanceof Problem || trouble instanceof TypeError)) throw trouble;
      this.said.textContent = trouble instanceof Problem ? trouble.message : say("away");
    } finally {
      busy.delete(deed);
      this.draw();
    }
  }
}

customElements.define("sandbox-curtain", SandboxCurtain);

export { SandboxCurtain };
