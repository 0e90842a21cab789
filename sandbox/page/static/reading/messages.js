/** The messages of one channel: each stays the element it is, and the reader stays where they read. */
import { element } from "../dom.js";
import { SandboxMessage } from "./message.js";

/** @typedef {import("../types.js").Message} Message */

const NEAR_THE_END = 80;

export class SandboxMessages extends HTMLElement {
  /** @param {HTMLElement} newest leads back to the end */
  constructor(newest) {
    super();
    this.newest = newest;
    this.atEnd = true;
  }

  connectedCallback() {
    this.id = "messages";
    this.tabIndex = 0;
    this.setAttribute("role", "log");
    this.newest.addEventListener("click", () => this.toEnd());
    this.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Media that learn their size, and windows that change theirs, must not move the end away.
    new ResizeObserver(() => this.settle()).observe(this);
    this.addEventListener("loadedmetadata", () => this.settle(), true);
    this.addEventListener("load", () => this.settle(), true);
  }

  /**
   * @param {Message[]} messages in any order
   * @param {import("../types.js").Context} context
   * @param {import("../types.js").Places} places
   * @param {string} otherwise what to say where there is no message
   */
  show(messages, context, places, otherwise) {
    const shown = new Map(
      [...this.querySelectorAll("sandbox-message")].map((node) => [node.getAttribute("data-message"), node]),
    );
    const ids = new Set(messages.map(({ id }) => id));
    for (const node of [...this.children]) {
      if (!ids.has(node.getAttribute("data-message") ?? "")) this.drop(node);
    }
    let place = this.firstElementChild;
    for (const message of messages.sort((one, other) => order(one.id, other.id))) {
      const node = /** @type {SandboxMessage} */ (shown.get(message.id) ?? new SandboxMessage());
      if (node.told !== message || node.among !== places) node.show(message, context);
      [node.told, node.among] = [message, places];
      if (node === place) place = node.nextElementSibling;
      else this.insertBefore(node, place);
    }
    if (!messages.length) this.append(element("p", { class: "empty" }, otherwise));
    this.settle();
  }

  /**
   * Take a message away; the keyboard's focus goes to the one that was beside it.
   * @param {Element} node
   */
  drop(node) {
    const held = node.contains(document.activeElement);
    const beside = node.nextElementSibling ?? node.previousElementSibling;
    node.remove();
    if (held && beside instanceof SandboxMessage) beside.hold(null);
    else if (held) this.focus({ preventScroll: true });
  }

  scrolled() {
    this.atEnd = this.scrollHeight - this.scrollTop - this.clientHeight < NEAR_THE_END;
    this.newest.hidden = this.atEnd;
  }

  settle() {
    if (this.atEnd) this.scrollTop = this.scrollHeight;
    else this.scrolled();
  }

  toEnd() {
    this.atEnd = true;
    this.settle();
  }
}

/**
 * Ids are numbers too large to be counted with.
 * @param {string} one
 * @param {string} other
 */
function order(one, other) {
  return one.length - other.length || (one < other ? -1 : 1);
}

customElements.define("sandbox-messages", SandboxMessages);
