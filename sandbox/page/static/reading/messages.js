/** The messages of one channel: each stays the element it is, and the reader stays where they read. */
import { element, morph } from "../dom.js";
import { order } from "./logs.js";
import { SandboxMessage } from "./message.js";

/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Context} Context */

const NEAR_THE_END = 80;
/** Heights of the window before the top at which earlier messages are asked for. */
const AHEAD = 3;
/** Messages drawn at once when a channel is opened; the others follow in turns. */
const AT_ONCE = 12;
/** Messages drawn in one turn, and the milliseconds for which it may go on. */
const A_TURN = 10;
const TURN = 10;
/** Messages that are laid out together when they come near: fewer, and each frame costs more the longer the list is. */
const GROUP = 20;
const MARKED = 2500;
/** How far before it comes into sight a video learns its length and size. */
const NEAR = "800px 0px";

export class SandboxMessages extends HTMLElement {
  /** @type {Context | null} */
  context = null;
  /** @type {import("./logs.js").Log | null} */
  log = null;
  /** @type {Map<string, SandboxMessage>} */
  nodes = new Map();
  /** @type {string[]} their ids, the newest last */
  drawn = [];
  /** @type {string[]} ids of messages to be drawn, the newest last: it is the first to be drawn */
  waiting = [];
  /** @type {string[]} ids of messages drawn in a world that was a little different */
  stale = [];
  /** @type {Node | string} */
  otherwise = "";
  atEnd = true;
  /** Where the top of the window was when it was last looked at. */
  top = 0;
  turning = false;
  asked = "";
  sought = "";

  /**
   * @param {HTMLElement} newest leads back to the end
   * @param {(before: string) => void} ask for messages from before the one with this id
   */
  constructor(newest, ask) {
    super();
    this.newest = newest;
    this.ask = ask;
    this.stretch = element("div", { class: "stretch" });
    this.sight = new IntersectionObserver((entries) => this.nearing(entries), { root: this, rootMargin: NEAR });
  }

  connectedCallback() {
    this.id = "messages";
    this.tabIndex = 0;
    this.setAttribute("role", "log");
    // What is drawn is mostly old; what is new is said by the page's own voice.
    this.setAttribute("aria-live", "off");
    this.append(this.stretch);
    this.newest.addEventListener("click", () => this.toEnd());
    this.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.addEventListener("click", (event) => {
      const quoted = event.target instanceof Element && event.target.closest("[data-reply]");
      if (quoted) this.lead(quoted.getAttribute("data-reply") ?? "");
    });
    // Media that learn their size, messages that come into sight and windows that change theirs do not move the end away.
    const sizes = new ResizeObserver(() => this.settle());
    sizes.observe(this);
    sizes.observe(this.stretch);
  }

  /**
   * Show a channel, or what is shown in a world that changed.
   * @param {import("./logs.js").Log} log
   * @param {Context} context
   * @param {Node | string} otherwise what to say where there is no message
   */
  show(log, context, otherwise) {
    const other = log !== this.log || context.viewer !== this.context?.viewer;
    const changed = context.places !== this.context?.places;
    [this.log, this.context, this.otherwise] = [log, context, otherwise];
    if (other) {
      this.begin(log);
      this.dispatchEvent(new Event("opened"));
    } else if (changed) this.stale = [...this.drawn];
    this.sayIfEmpty(true);
    this.turn();
  }

  /** @param {import("./logs.js").Log} log */
  begin(log) {
    this.sight.disconnect();
    this.nodes.clear();
    this.drawn = [];
    this.stretch.replaceChildren();
    [this.stale, this.asked, this.sought] = [[], "", ""];
    this.waiting = [...log.messages.keys()].sort(order);
    for (const id of this.waiting.splice(-AT_ONCE).reverse()) this.draw(id);
    this.settle();
  }

  /**
   * Draw a message that is new or was changed; the others are not touched.
   * @param {Message} message
   */
  told(message) {
    const known = this.nodes.get(message.id);
    const thought = known?.told?.thinking;
    if (!known && this.waiting.length && order(message.id, this.waiting[this.waiting.length - 1]) <= 0) return null;
    const node = this.draw(message.id);
    this.sayIfEmpty();
    this.settle();
    return !known || thought !== node?.told?.thinking ? node : null;
  }

  /**
   * Take a message away; the keyboard's focus goes to the one that was beside it.
   * @param {string} id
   */
  gone(id) {
    const node = this.nodes.get(id);
    const at = this.drawn.indexOf(id);
    if (!node || at < 0) return;
    const held = node.contains(document.activeElement);
    const beside = this.nodes.get(this.drawn[at + 1] ?? this.drawn[at - 1]);
    const group = node.parentElement;
    this.sight.unobserve(node);
    node.remove();
    if (!group?.childElementCount) group?.remove();
    this.nodes.delete(id);
    this.drawn.splice(at, 1);
    if (held) beside ? beside.hold(null) : this.focus({ preventScroll: true });
    this.sayIfEmpty();
    this.settle();
  }

  /** Draw the earlier messages that the log has been told by now. */
  earlier() {
    if (!this.log) return;
    this.waiting = [...this.log.messages.keys()].filter((id) => !this.nodes.has(id)).sort(order);
    this.sayIfEmpty();
    this.turn();
  }

  /** Draw for a moment, and go on in the next frame: nobody waits for a long list. */
  turn() {
    if (this.turning) return;
    const end = performance.now() + TURN;
    // At the very top a browser holds no place: what is put before it would push everything down.
    if (this.waiting.length && this.scrollTop === 0 && !this.atEnd) this.scrollTop = 1;
    for (let drawn = 0; drawn < A_TURN || performance.now() < end; drawn++) {
      const id = this.waiting.pop();
      const stale = id === undefined ? this.stale.pop() : undefined;
      if (id !== undefined) this.draw(id);
      else if (stale !== undefined) this.draw(stale);
      else break;
    }
    this.toggleAttribute("data-drawing", this.isDrawing);
    if (this.isDrawing) {
      this.turning = true;
      requestAnimationFrame(() => {
        this.turning = false;
        this.turn();
      });
    } else {
      this.seek();
      this.lookAhead();
    }
  }

  get isDrawing() {
    return this.waiting.length + this.stale.length > 0;
  }

  /** @param {string} id */
  draw(id) {
    const message = this.log?.messages.get(id);
    if (!message || !this.context) return null;
    const known = this.nodes.get(id);
    const node = known ?? new SandboxMessage();
    if (node.told !== message || node.among !== this.context.places) node.show(message, this.context);
    [node.told, node.among] = [message, this.context.places];
    if (!known) this.place(node, id);
    if (node.querySelector('video[preload="none"]')) this.sight.observe(node);
    return node;
  }

  /**
   * Put a message where it belongs: before all others or, nearly always otherwise, after them.
   * @param {SandboxMessage} node
   * @param {string} id
   */
  place(node, id) {
    this.nodes.set(id, node);
    const { drawn, stretch } = this;
    const first = stretch.querySelector(":scope > .group");
    if (!drawn.length || order(id, drawn[0]) < 0) {
      drawn.unshift(id);
      if (first && first.childElementCount < GROUP) first.prepend(node);
      else stretch.prepend(element("div", { class: "group" }, node));
      return;
    }
    const before = drawn.findLastIndex((other) => order(other, id) < 0);
    drawn.splice(before + 1, 0, id);
    const neighbour = /** @type {SandboxMessage} */ (this.nodes.get(drawn[before]));
    const group = /** @type {HTMLElement} */ (neighbour.parentElement);
    const isFull = before === drawn.length - 2 && group.childElementCount >= GROUP;
    if (isFull) stretch.append(element("div", { class: "group" }, node));
    else neighbour.after(node);
  }

  /** @param {boolean} [anew] */
  sayIfEmpty(anew = false) {
    const shown = this.stretch.querySelector(":scope > .empty");
    if (this.log?.messages.size) shown?.remove();
    else if (!shown) this.stretch.append(element("div", { class: "empty" }, this.otherwise ?? ""));
    else if (anew) morph(shown, element("div", {}, this.otherwise ?? ""));
  }

  /** @param {IntersectionObserverEntry[]} entries */
  nearing(entries) {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      this.sight.unobserve(target);
      for (const video of target.querySelectorAll("video")) video.preload = "metadata";
    }
  }

  scrolled() {
    const near = this.scrollHeight - this.scrollTop - this.clientHeight < NEAR_THE_END;
    // Only a reader moves up. What grows beneath them, such as a clip that learns its size, does not leave them behind.
    this.atEnd = near || (this.atEnd && this.scrollTop >= this.top);
    this.top = this.scrollTop;
    this.newest.hidden = this.atEnd;
    this.lookAhead();
  }

  lookAhead() {
    const { log } = this;
    const near = this.scrollTop < AHEAD * this.clientHeight || this.sought;
    if (!log?.more || this.isDrawing || !near || this.asked === log.first) return;
    this.asked = log.first;
    this.ask(log.first);
  }

  settle() {
    if (this.atEnd) this.scrollTop = this.scrollHeight;
    this.scrolled();
  }

  toEnd() {
    this.atEnd = true;
    this.settle();
  }

  /**
   * Lead the reader to a message, however far up it stands.
   * @param {string} id
   */
  lead(id) {
    this.sought = id;
    this.seek();
  }

  seek() {
    const node = this.nodes.get(this.sought);
    if (!node) {
      if (this.log?.more) this.lookAhead();
      else if (!this.isDrawing) this.sought = "";
      return;
    }
    this.sought = "";
    this.atEnd = false;
    node.scrollIntoView({ block: "center" });
    // What comes into sight turns out higher or lower than it was taken for.
    requestAnimationFrame(() => node.scrollIntoView({ block: "center" }));
    node.hold(null);
    node.classList.add("marked");
    setTimeout(() => node.classList.remove("marked"), MARKED);
  }
}

customElements.define("sandbox-messages", SandboxMessages);
