/** The page: keeps what was told, and shows one channel of it through one person's eyes. */
import { Connection } from "./connection.js";
import { element, morph } from "./dom.js";
import { SandboxMessage } from "./message.js";
import { channelList, inOrder, peopleList } from "./places.js";
import { keepTime } from "./times.js";
import { wordsFor } from "./words.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Places} Places */

const FORUM = 15;
const NEAR_THE_END = 80;

class SandboxApp extends HTMLElement {
  constructor() {
    super();
    /** @type {Places | null} */
    this.places = null;
    /** @type {Map<string, Map<string, Message>>} */
    this.messages = new Map();
    this.channel = "";
    this.atEnd = true;
    this.connection = new Connection((event) => this.receive(event), (up) => this.toggleAttribute("data-away", !up));
    this.channels = element("nav", { id: "channels" });
    this.people = element("aside", { id: "people" });
    this.place = element("h1", {});
    this.opener = element("button", { type: "button", id: "opener", "aria-controls": "channels", "aria-expanded": "false" }, "☰");
    this.list = element("div", { id: "messages", role: "log", tabindex: 0 });
    this.newest = element("button", { type: "button", id: "newest", hidden: true });
    this.away = element("p", { id: "away", role: "status" });
    this.note = element("p", { id: "reading" });
  }

  connectedCallback() {
    const header = element("header", {}, this.opener, this.place);
    const main = element("main", {}, header, this.away, this.list, this.newest, this.note);
    this.append(this.channels, main, this.people);
    this.channels.addEventListener("click", (event) => this.go(pressed(event, "data-channel")));
    this.people.addEventListener("click", (event) => this.lookAs(pressed(event, "data-person")));
    this.opener.addEventListener("click", () => this.toggle(!this.hasAttribute("data-places")));
    this.newest.addEventListener("click", () => this.toEnd());
    this.list.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Media that learn their size, and windows that change theirs, must not move the end away.
    new ResizeObserver(() => this.settle()).observe(this.list);
    this.list.addEventListener("loadedmetadata", () => this.settle(), true);
    this.list.addEventListener("load", () => this.settle(), true);
    addEventListener("hashchange", () => this.followAddress());
    keepTime();
    this.followAddress();
  }

  /** The address says who looks and where, so that a window can be opened on it. */
  followAddress() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const viewer = wanted.get("as") ?? "";
    this.channel = wanted.get("channel") ?? this.channel;
    if (!this.places || (viewer && viewer !== this.places.viewer)) this.connection.look(viewer);
    else this.show();
  }

  /** @param {string | null} channel */
  go(channel) {
    if (!channel || !this.places) return;
    this.atEnd = true;
    this.toggle(false);
    location.hash = new URLSearchParams({ as: this.places.viewer, channel }).toString();
  }

  /** @param {string | null} viewer */
  lookAs(viewer) {
    if (!viewer) return;
    this.atEnd = true;
    location.hash = new URLSearchParams({ as: viewer, channel: this.channel }).toString();
  }

  /** @param {boolean} open */
  toggle(open) {
    this.toggleAttribute("data-places", open);
    this.opener.setAttribute("aria-expanded", String(open));
  }

  /** @param {any} event */
  receive(event) {
    if (event.kind === "whole" || event.kind === "places") this.places = event;
    if (event.kind === "whole") {
      const entries = Object.entries(/** @type {Record<string, Message[]>} */ (event.messages));
      this.messages = new Map(entries.map(([id, list]) => [id, new Map(list.map((message) => [message.id, message]))]));
    }
    if (event.kind === "gone") this.messages.get(event.channel)?.delete(event.id);
    if (event.kind === "message") {
      if (!this.messages.has(event.channel)) this.messages.set(event.channel, new Map());
      this.messages.get(event.channel)?.set(event.message.id, event.message);
    }
    this.show();
  }

  show() {
    if (!this.places) return;
    const { places } = this;
    const say = wordsFor(places.locale);
    const all = places.servers.flatMap(inOrder);
    const known = [...all, ...places.private.map((channel) => ({ ...channel, kind: 1, parent: null }))];
    const here = known.find((channel) => channel.id === this.channel) ?? all[0] ?? known[0];
    this.channel = here?.id ?? "";
    const server = places.servers.find(({ channels }) => channels.some(({ id }) => id === this.channel));
    const name = places.names[places.viewer];
    document.documentElement.lang = places.locale;
    document.title = here ? `${here.name} · Sandbox` : "Sandbox";
    label(this.channels, say("channels"));
    label(this.people, say("people"));
    label(this.opener, say("open"));
    label(this.list, say("messages", { name: here?.name ?? "" }));
    this.away.textContent = say("away");
    this.note.textContent = say("reading", { name });
    this.newest.textContent = `↓ ${say("newest")}`;
    this.place.replaceChildren(here ? here.name : "", element("small", {}, server?.name ?? ""));
    const mark = element("p", { class: "mark" }, "Sandbox");
    morph(this.channels, element("nav", {}, mark, ...channelList(places, this.channel, say)));
    morph(this.people, element("aside", {}, ...peopleList(places, say)));
    this.showMessages(say, server, here?.kind === FORUM);
  }

  /**
   * @param {(key: string, values?: Record<string, string>) => string} say
   * @param {import("./types.js").Server | undefined} server
   * @param {boolean} forum
   */
  showMessages(say, server, forum) {
    const places = /** @type {Places} */ (this.places);
    const channels = new Map(places.servers.flatMap((one) => one.channels.map(({ id, name }) => [id, name])));
    const viewer = places.names[places.viewer];
    const context = {
      person: (/** @type {string} */ id) => places.names[id],
      role: (/** @type {string} */ id) => (id === server?.id ? "everyone" : server?.roles[id]),
      channel: (/** @type {string} */ id) => channels.get(id),
      say: (/** @type {string} */ key, /** @type {Record<string, string>} */ values = {}) => say(key, { name: viewer, ...values }),
      locale: places.locale,
      viewer: places.viewer,
    };
    const wanted = [...(this.messages.get(this.channel)?.values() ?? [])].sort((one, other) => order(one.id, other.id));
    const shown = new Map([...this.list.querySelectorAll("sandbox-message")].map((node) => [node.getAttribute("data-message"), node]));
    const ids = new Set(wanted.map(({ id }) => id));
    for (const node of [...this.list.children]) {
      if (!ids.has(node.getAttribute("data-message") ?? "")) node.remove();
    }
    let last = null;
    for (const message of wanted) {
      const node = /** @type {SandboxMessage} */ (shown.get(message.id) ?? new SandboxMessage());
      if (node.told !== message || node.among !== places) node.show(message, context);
      [node.told, node.among] = [message, places];
      const place = last ? last.nextElementSibling : this.list.firstElementChild;
      if (node !== place) this.list.insertBefore(node, place);
      last = node;
    }
    if (!wanted.length) {
      const text = !this.channel ? say("nowhere", { name: viewer }) : forum ? say("forum") : say("empty", { name: viewer });
      this.list.append(element("p", { class: "empty" }, text));
    }
    this.settle();
  }

  scrolled() {
    this.atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_THE_END;
    this.newest.hidden = this.atEnd;
  }

  settle() {
    if (this.atEnd) this.list.scrollTop = this.list.scrollHeight;
    else this.scrolled();
  }

  toEnd() {
    this.atEnd = true;
    this.settle();
  }
}

/**
 * @param {Element} node
 * @param {string} text
 */
function label(node, text) {
  node.setAttribute("aria-label", text);
}

/**
 * Ids are numbers too large to be counted with.
 * @param {string} one
 * @param {string} other
 */
function order(one, other) {
  return one.length - other.length || (one < other ? -1 : 1);
}

/**
 * @param {Event} event
 * @param {string} attribute
 */
function pressed(event, attribute) {
  const button = event.target instanceof Element ? event.target.closest(`[${attribute}]`) : null;
  return button?.getAttribute(attribute) ?? null;
}

customElements.define("sandbox-app", SandboxApp);
