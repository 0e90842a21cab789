/** The page: keeps what was told, and shows one channel of it through one person's eyes. */
import { Acting } from "./acting.js";
import { answering } from "./answering/answering.js";
import { openForm } from "./answering/form.js";
import { SandboxComposer } from "./composing/composer.js";
import { Connection } from "./connection.js";
import { SandboxCurtain } from "./curtain/curtain.js";
import { SandboxOffline } from "./curtain/offline.js";
import { element, morph } from "./dom.js";
import { SandboxMessages } from "./reading/messages.js";
import { channelList, inOrder, peopleList } from "./places.js";
import { keepTime } from "./reading/times.js";
import { wordsFor } from "./words/words.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Places} Places */

const FORUM = 15;

class SandboxApp extends HTMLElement {
  constructor() {
    super();
    /** @type {Places | null} */
    this.places = null;
    /** @type {Map<string, Map<string, Message>>} */
    this.messages = new Map();
    this.channel = "";
    this.acting = new Acting(() => ({ as: this.places?.viewer ?? "", channel: this.channel }));
    this.connection = new Connection(
      (event) => this.receive(event),
      (up) => this.toggleAttribute("data-away", !up),
    );
    this.channels = element("nav", { id: "channels" });
    this.people = element("aside", { id: "people" });
    this.place = element("h1", {});
    this.opener = element(
      "button",
      { type: "button", id: "opener", "aria-controls": "channels", "aria-expanded": "false" },
      "☰",
    );
    this.newest = element("button", { type: "button", id: "newest", hidden: true });
    this.list = new SandboxMessages(this.newest);
    /** @type {import("./types.js").Context | null} */
    this.seen = null;
    this.composer = new SandboxComposer();
    this.away = element("p", { id: "away", role: "status" });
    this.backstage = false;
    this.curtain = new SandboxCurtain();
    this.offline = new SandboxOffline();
  }

  connectedCallback() {
    const header = element("header", {}, this.opener, this.place, this.curtain.button);
    const main = element("main", {}, header, this.away, this.offline, this.list, this.newest, this.composer);
    this.append(this.channels, main, this.people, this.curtain);
    this.channels.addEventListener("click", (event) => this.go(pressed(event, "data-channel")));
    this.people.addEventListener("click", (event) => this.lookAs(pressed(event, "data-person")));
    this.opener.addEventListener("click", () => this.toggle(!this.hasAttribute("data-places")));
    this.addEventListener("reply", (event) => this.composer.reply(/** @type {CustomEvent} */ (event).detail));
    addEventListener("hashchange", () => this.followAddress());
    this.acting.onForm = (outcome, asked) => this.seen && openForm(outcome, this.seen, asked);
    answering(this.list);
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
    this.list.atEnd = true;
    this.toggle(false);
    location.hash = new URLSearchParams({ as: this.places.viewer, channel }).toString();
  }

  /** @param {string | null} viewer */
  lookAs(viewer) {
    if (!viewer) return;
    this.list.atEnd = true;
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
      this.backstage = event.backstage;
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
    const known = [...all, ...places.private];
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
    this.curtain.show(say, places.locale, this.backstage);
    this.offline.show(places, say, this.backstage);
    this.newest.textContent = `↓ ${say("newest")}`;
    this.place.replaceChildren(here ? here.name : "", element("small", {}, server?.name ?? ""));
    const mark = element("p", { class: "mark" }, "Sandbox");
    morph(this.channels, element("nav", {}, mark, ...channelList(places, this.channel, say)));
    morph(this.people, element("aside", {}, ...peopleList(places, say)));
    const kind = !here ? "nowhere" : here.kind === FORUM ? "forum" : "empty";
    this.seen = this.context(say, server, here);
    this.list.show([...(this.messages.get(this.channel)?.values() ?? [])], this.seen, places, say(kind, { name }));
    this.composer.show(this.seen);
  }

  /**
   * @param {(key: string, values?: Record<string, string>) => string} say
   * @param {import("./types.js").Server | undefined} server
   * @param {import("./types.js").Channel | undefined} here
   * @returns {import("./types.js").Context}
   */
  context(say, server, here) {
    const places = /** @type {Places} */ (this.places);
    const channels = new Map(places.servers.flatMap((one) => one.channels.map(({ id, name }) => [id, name])));
    const viewer = places.names[places.viewer];
    return {
      person: (id) => places.names[id],
      role: (id) => (id === server?.id ? "everyone" : server?.roles[id]),
      channel: (id) => channels.get(id),
      say: (key, values = {}) => say(key, { name: viewer, ...values }),
      locale: places.locale,
      viewer: places.viewer,
      places,
      server,
      here,
      acting: this.acting,
    };
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
 * @param {Event} event
 * @param {string} attribute
 */
function pressed(event, attribute) {
  const button = event.target instanceof Element ? event.target.closest(`[${attribute}]`) : null;
  return button?.getAttribute(attribute) ?? null;
}

customElements.define("sandbox-app", SandboxApp);
