/** One message, as its reader sees it now. */
import { problemElement } from "../answering/problem.js";
import { standing } from "../answering/standing.js";
import { attachments } from "./attachments.js";
import { components, paint } from "./components.js";
import { element, morph } from "../dom.js";
import { embedElement } from "./embeds.js";
import { inline, markdown } from "./markdown.js";
import { threadElement } from "./threads.js";
import { timeElement } from "./times.js";

/** @typedef {import("../types.js").Context} Context */
/** @typedef {import("../types.js").Message} Message */

const COMPONENTS_V2 = 1 << 15;
const COLOURS = 7;
const SPOKEN = 300;

/**
 * @param {string} name
 * @param {boolean} [bot]
 */
export function avatar(name, bot = false) {
  const colour = [...name].reduce((sum, letter) => sum * 3 + (letter.codePointAt(0) ?? 0), 0) % COLOURS;
  return element(
    "span",
    { class: `avatar ${bot ? "bot" : `colour-${colour}`}`, "aria-hidden": "true" },
    [...name][0]?.toUpperCase() ?? "?",
  );
}

/**
 * @param {Message} message
 * @param {Context} context
 */
function above(message, context) {
  if (message.used) {
    const what = element("span", { class: "command" }, message.used.command);
    return element(
      "p",
      { class: "above", dir: "auto" },
      avatar(message.used.name),
      element("bdi", { class: "author" }, message.used.name),
      ` ${context.say("used")} `,
      what,
    );
  }
  if (message.reply) {
    if (message.reply.name === null) return element("p", { class: "above" }, "↳ ", context.say("gone"));
    const text = message.reply.text ? plain(message.reply.text, context) : context.say("a-message");
    return element(
      "p",
      { class: "above" },
      element(
        "button",
        { type: "button", class: "quoted", "data-reply": message.reply.id, title: context.say("to-answered") },
        "↳ ",
        element("bdi", { class: "author" }, message.reply.name),
        " ",
        element("span", { class: "snippet", dir: "auto" }, text),
      ),
    );
  }
  return null;
}

/**
 * @param {Message} message
 * @param {Context} context
 */
function head(message, context) {
  const seconds = Date.parse(message.timestamp) / 1000;
  return element(
    "p",
    { class: "head" },
    element("bdi", { class: "author" }, message.name),
    message.author.bot && element("span", { class: "badge" }, context.say("app")),
    timeElement(seconds, isToday(seconds) ? "t" : "s", context.locale),
  );
}

/** @param {number} seconds */
function isToday(seconds) {
  return new Date(seconds * 1000).toDateString() === new Date().toDateString();
}

/**
 * @param {Message} message
 * @param {Context} context
 * @returns {(Node | null)[]}
 */
function body(message, context) {
  if (message.thinking) {
    const dots = element("span", { class: "dots", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
    return [element("p", { class: "thinking" }, dots, context.say("thinking", { name: message.name }))];
  }
  if (message.notice) {
    const why = message.notice === "interaction-failed" ? context.say("interaction-failed") : context.say("no-answer");
    return [element("p", { class: "notice", role: "alert" }, why)];
  }
  const drawn = components(message.components, context, message);
  if (message.flags & COMPONENTS_V2) return drawn;
  return [
    message.content ? markdown(message.content, context) : null,
    attachments(message.attachments, context),
    ...message.embeds.map((embed) => embedElement(embed, context)),
    ...drawn,
  ];
}

/**
 * @param {Message} message
 * @param {Context} context
 */
function foot(message, context) {
  const edited =
    message.edited &&
    element(
      "span",
      { class: "edited", title: new Date(message.edited).toLocaleString(context.locale) },
      context.say("edited"),
    );
  const only = message.ephemeral && element("span", { class: "only" }, "◉ ", context.say("only-you"));
  const attributes = { type: "button", class: "dismiss", "data-key": "dismiss", "data-act": "dismiss" };
  const dismiss = message.ephemeral && element("button", attributes, context.say("message-dismiss"));
  return edited || only ? element("p", { class: "foot" }, only, dismiss, edited) : null;
}

/**
 * @param {Message} message
 * @param {Context} context
 */
function more(message, context) {
  const attributes = {
    type: "button",
    class: "more",
    "data-key": "more",
    "data-act": "more",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    "aria-label": context.say("message-menu", { who: message.name }),
  };
  return element("button", attributes, "…");
}

/**
 * @param {Message} message
 * @param {Context} context
 */
function threadOf(message, context) {
  const known = context.server?.channels.find(({ id }) => id === message.thread?.id);
  return known ? threadElement(known, context.say("open-thread"), context.say) : null;
}

/**
 * Give the words of a text without their look; what is hidden stays so.
 * @param {string} text
 * @param {Context} context
 */
function plain(text, context) {
  const words = element("span", {}, ...inline(text, context));
  for (const hidden of words.querySelectorAll(".spoiler")) hidden.replaceWith("▒▒▒");
  return words.textContent;
}

/** A message that is shown again stays the same element, and so do the parts of it that did not change. */
export class SandboxMessage extends HTMLElement {
  /** @type {Message | null} */
  told = null;
  /** @type {import("../types.js").Places | null} */
  among = null;
  /** @type {Context | null} */
  context = null;

  /**
   * @param {Message} message
   * @param {Context} context
   */
  show(message, context) {
    const wanted = element(
      "article",
      { "aria-label": context.say("message-of", { name: message.name }) },
      above(message, context),
      avatar(message.name, message.author.bot),
      element(
        "div",
        { class: "column" },
        head(message, context),
        element("div", { class: "body" }, ...body(message, context).filter((node) => node !== null)),
        problemElement(standing(message, context).problem, context),
        threadOf(message, context),
        foot(message, context),
      ),
      more(message, context),
    );
    this.context = context;
    this.dataset.message = message.id;
    this.classList.toggle("ephemeral", message.ephemeral);
    this.classList.toggle("pinged", message.pinged);
    const holder = element("div", {}, wanted);
    const held = this.contains(document.activeElement) ? document.activeElement : null;
    morph(this, holder);
    paint(this);
    if (held && !this.contains(document.activeElement)) this.hold(held.getAttribute("data-key"));
  }

  /** Show it once more, for what the reader did. */
  again() {
    if (this.told && this.context) this.show(this.told, this.context);
  }

  /**
   * Take the keyboard's focus: at what has this key, or as a whole where that is gone.
   * @param {string | null} key
   */
  hold(key) {
    const same = key === null ? null : this.querySelector(`[data-key="${CSS.escape(key)}"]`);
    this.tabIndex = -1;
    /** @type {HTMLElement} */ (same ?? this).focus({ preventScroll: true });
  }

  /** Give what is said aloud of it when it comes. */
  spoken() {
    const text = (this.querySelector(".body")?.textContent ?? "").slice(0, SPOKEN);
    return this.told?.thinking ? text : `${this.told?.name}: ${text}`;
  }

  connectedCallback() {
    this.addEventListener("click", reveal);
    this.addEventListener("keydown", revealByKey);
  }
}

/** @param {Event} event */
function reveal(event) {
  const spoiler = event.target instanceof Element && event.target.closest(".spoiler:not([data-open])");
  if (!spoiler) return;
  event.preventDefault();
  spoiler.setAttribute("data-open", "");
}

/** @param {KeyboardEvent} event */
function revealByKey(event) {
  if (event.key === "Enter" || event.key === " ") reveal(event);
}

customElements.define("sandbox-message", SandboxMessage);
