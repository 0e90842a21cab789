/** The lists beside the messages: where one can look, and as whom. */
import { element } from "./dom.js";
import { avatar } from "./reading/message.js";
import { standing } from "./reading/threads.js";

/** @typedef {import("./types.js").Places} Places */
/** @typedef {(key: string, values?: Record<string, string>) => string} Say */

/** @type {Record<number, string>} by the kind of the channel */
export const SIGNS = { 2: "♪", 5: "◈", 10: "↳", 11: "↳", 12: "↳", 15: "▤" };

/**
 * Give the channels in the order of a client: threads stand under the channel they belong to.
 * @param {import("./types.js").Server} server
 */
export function inOrder(server) {
  const threads = server.channels.filter((channel) => channel.parent);
  return server.channels
    .filter((channel) => !channel.parent)
    .flatMap((channel) => [channel, ...threads.filter((thread) => thread.parent === channel.id)]);
}

/**
 * @param {Places} places
 * @param {string} here
 * @param {Map<string, {messages: number, pings: number}>} unread
 * @param {Say} say
 */
export function channelList(places, here, unread, say) {
  const groups = places.servers.map((server) =>
    element(
      "section",
      { "data-key": server.id, "aria-label": server.name },
      element("h2", {}, server.name, server.moderates && element("span", { class: "badge" }, say("moderates"))),
      element("ul", {}, ...inOrder(server).map((channel) => entry(channel, here, unread, say))),
    ),
  );
  if (places.private.length) {
    const list = places.private.map((channel) => entry(channel, here, unread, say));
    groups.push(
      element("section", { "data-key": "private" }, element("h2", {}, say("private")), element("ul", {}, ...list)),
    );
  }
  return groups;
}

/**
 * @param {import("./types.js").Channel} channel
 * @param {string} here
 * @param {Map<string, {messages: number, pings: number}>} unread
 * @param {Say} say
 */
function entry(channel, here, unread, say) {
  const news = unread.get(channel.id);
  const attributes = {
    type: "button",
    class: `place${channel.parent ? " thread" : ""}${news ? " unread" : ""}${channel.archived ? " archived" : ""}`,
    "data-channel": channel.id,
    "aria-current": channel.id === here ? "page" : null,
  };
  const sign = element(
    "span",
    { class: "sign", "aria-hidden": "true" },
    SIGNS[channel.kind] ?? (channel.kind === 1 ? "@" : "#"),
  );
  return element("li", { "data-key": channel.id }, element("button", attributes, sign, element("bdi", {}, channel.name), ...standing(channel, say), news && mark(news, say)));
}

/**
 * @param {{messages: number, pings: number}} news
 * @param {Say} say
 */
function mark({ pings }, say) {
  const said = say(pings ? "pings" : "unread", { count: String(pings) });
  const shown = element("span", { class: pings ? "count" : "dot", "aria-hidden": "true" }, pings ? String(pings) : "");
  return element("span", { class: "news" }, shown, element("span", { class: "spoken" }, said));
}

/**
 * @param {Places} places
 * @param {Say} say
 */
export function peopleList(places, say) {
  const entries = places.people.map((person) => {
    const attributes = {
      type: "button",
      class: "person",
      "data-person": person.id,
      "aria-pressed": String(person.id === places.viewer),
    };
    const part = person.operates ? "operates" : person.moderates ? "moderates" : "takes-part";
    const note = [say(part), person.locale.startsWith("zh") ? "中文" : "English"];
    return element(
      "li",
      { "data-key": person.id },
      element(
        "button",
        attributes,
        avatar(person.name),
        element("span", {}, person.name, element("small", {}, note.join(" · "))),
      ),
    );
  });
  return [
    element("h2", {}, say("people")),
    element("ul", {}, ...entries),
    element("p", { class: "note" }, say("people-note")),
  ];
}
