/** The page: keeps what was told, and shows one channel of it through one person's eyes. */
import { Acting } from "./acting.js";
import { answering } from "./answering/answering.js";
import { openForm } from "./answering/form.js";
import { SandboxComposer } from "./composing/composer.js";
import { Connection } from "./connection.js";
import { SandboxCurtain } from "./curtain/curtain.js";
import { SandboxOffline } from "./curtain/offline.js";
import { element, morph } from "./dom.js";
import { forum } from "./reading/forum.js";
import { Logs } from "./reading/logs.js";
import { SandboxMessages } from "./reading/messages.js";
import { channelList, inOrder, peopleList } from "./places.js";
import { keepTime } from "./reading/times.js";
import { SandboxVoice } from "./voice.js";
import { wordsFor } from "./words/words.js";

/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").Places} Places */

const FORUM = 15;

class SandboxApp extends HTMLElement {
  constructor() {
    super();
    /** @type {Places | null} */
    this.places = null;
    this.logs = new Logs();
    this.channel = "";
    this.acting = new Acting(() => ({ as: this.places?.viewer ?? "", channel: this.channel }));
    this.connection = new Connection(
      (event) => this.receive(event),
      (up) => {
        this.toggleAttribute("data-away", !up);
        this.list.asked = "";
        if (up) this.list.lookAhead();
      },
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
    this.list = new SandboxMessages(this.newest, (before) => this.connection.ask(this.channel, before));
    this.voice = new SandboxVoice();
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
    const main = element("main", {}, header, this.away, this.offline, this.list, this.newest, this.composer, this.voice);
    this.append(this.channels, main, this.people, this.curtain);
    this.channels.addEventListener("click", (event) => this.go(pressed(event, "data-channel")));
    this.list.addEventListener("click", (event) => this.go(pressed(event, "data-channel")));
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
    if (event.kind === "whole") {
      this.logs.tellAll(event);
      this.backstage = event.backstage;
    }
    if (event.kind === "whole" || event.kind === "places") {
      this.places = event;
      this.show();
      return;
    }
    const log = this.logs.of(event.channel);
    const open = event.channel === this.channel;
    if (event.kind === "gone") {
      log.drop(event.id);
      if (open) this.list.gone(event.id);
    }
    if (event.kind === "earlier") {
      log.before(event.messages, event.more);
      if (open) this.list.earlier();
    }
    if (event.kind === "message") this.receiveMessage(event.channel, event.message);
  }

  /**
   * @param {string} channel
   * @param {Message} message
   */
  receiveMessage(channel, message) {
    const how = this.logs.of(channel).put(message);
    if (channel === this.channel) {
      const heard = how !== "far" && this.list.told(message);
      if (heard) this.voice.say(heard.spoken());
    } else if (how === "new" && message.author.id !== this.places?.viewer) {
      this.logs.count(channel, message);
      if (this.isForum) this.show();
      else this.showPlaces();
    }
  }

  show() {
    if (!this.places) return;
    const { places } = this;
    const say = wordsFor(places.locale);
    const all = places.servers.flatMap(inOrder);
    const known = [...all, ...places.private];
    const here = known.find((channel) => channel.id === this.channel) ?? all[0] ?? known[0];
    this.channel = here?.id ?? "";
    this.logs.keepOnly(new Set(known.map(({ id }) => id)));
    this.logs.unread.delete(this.channel);
    const server = places.servers.find(({ channels }) => channels.some(({ id }) => id === this.channel));
    const name = places.names[places.viewer];
    document.documentElement.lang = places.locale;
    label(this.channels, say("channels"));
    label(this.people, say("people"));
    label(this.opener, say("open"));
    label(this.list, say("messages", { name: here?.name ?? "" }));
    this.away.textContent = say("away");
    this.curtain.show(say, places.locale, this.backstage);
    this.offline.show(places, say, this.backstage);
    this.newest.textContent = `↓ ${say("newest")}`;
    this.place.replaceChildren(here ? here.name : "", element("small", {}, server?.name ?? ""));
    morph(this.people, element("aside", {}, ...peopleList(places, say)));
    this.showPlaces();
    const otherwise =
      here?.kind === FORUM ? forum(here, server, this.logs, places.locale, say) : say(here ? "empty" : "nowhere", { name });
    this.seen = this.context(say, server, here);
    this.list.show(this.logs.of(this.channel), this.seen, otherwise);
    this.composer.show(this.seen);
  }

  /** Whether a list of posts is open, which changes with every message in one of them. */
  get isForum() {
    return this.places?.servers.some(({ channels }) => channels.some(({ id, kind }) => id === this.channel && kind === FORUM));
  }

  /** Show where one can look, and where something came that nobody looked at yet. */
  showPlaces() {
    if (!this.places) return;
    const say = wordsFor(this.places.locale);
    const { unread, pings } = this.logs;
    const here = [...this.places.servers.flatMap(({ channels }) => channels), ...this.places.private].find(
      ({ id }) => id === this.channel,
    );
    const mark = element("p", { class: "mark" }, "Sandbox");
    morph(this.channels, element("nav", {}, mark, ...channelList(this.places, this.channel, unread, say)));
    document.title = `${pings ? `(${pings}) ` : unread.size ? "• " : ""}${here ? `${here.name} · ` : ""}Sandbox`;
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
