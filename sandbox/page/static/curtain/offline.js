/** The banner above the messages while the bot is not on the line. */
import { Problem } from "../acting.js";
import { element } from "../dom.js";
import { meddle } from "./backstage.js";

const PATIENCE = 20_000;

export class SandboxOffline extends HTMLElement {
  constructor() {
    super();
    this.text = element("span", {});
    this.starter = element("button", { type: "button", class: "lever" });
    /** @type {number | undefined} the end of our patience with a bot that was started */
    this.starting = undefined;
    this.say = /** @type {(key: string, values?: Record<string, string>) => string} */ ((key) => key);
  }

  connectedCallback() {
    this.id = "offline";
    this.hidden = true;
    this.setAttribute("role", "status");
    this.append(this.text, this.starter);
    this.starter.addEventListener("click", () => this.start());
  }

  /**
   * @param {import("../types.js").Places} places
   * @param {(key: string, values?: Record<string, string>) => string} say
   * @param {boolean} there whether there is a backstage, where it can be started
   */
  show(places, say, there) {
    this.say = say;
    this.hidden = places.bot.online;
    this.starter.hidden = !there;
    if (places.bot.online) this.settle();
    this.draw();
  }

  draw() {
    this.text.textContent = this.say(this.starting ? "offline-starting" : "offline");
    this.starter.textContent = this.say("offline-start");
    this.starter.setAttribute("aria-disabled", String(this.starting !== undefined));
  }

  settle() {
    clearTimeout(this.starting);
    this.starting = undefined;
  }

  async start() {
    if (this.starting) return;
    this.starting = setTimeout(() => {
      this.settle();
      this.draw();
    }, PATIENCE);
    this.draw();
    try {
      await meddle("start");
    } catch (trouble) {
      if (!(trouble instanceof Problem || trouble instanceof TypeError)) throw trouble;
      this.settle();
      this.draw();
    }
  }
}

customElements.define("sandbox-offline", SandboxOffline);
