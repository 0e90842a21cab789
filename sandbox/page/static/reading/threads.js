/** Threads, seen from where they hang. */
import { element } from "../dom.js";

/** @typedef {import("../types.js").Channel} Channel */

/**
 * Say that a thread sleeps, or that nobody can write in it.
 * @param {Channel} channel
 * @param {(key: string) => string} say
 */
export function standing(channel, say) {
  return /** @type {[boolean, string, string][]} */ ([
    [channel.archived, "⏾", say("is-archived")],
    [channel.locked, "⚿", say("is-locked")],
  ])
    .filter(([holds]) => holds)
    .map(([, sign, name]) => element("span", { class: "thread-standing", role: "img", "aria-label": name, title: name }, sign));
}

/**
 * Draw the way into a thread: its name, how it stands and what else is to be said of it.
 * @param {Channel} thread
 * @param {Node | string} note
 * @param {(key: string) => string} say
 */
export function threadElement(thread, note, say) {
  return element(
    "button",
    { type: "button", class: "into-thread", "data-channel": thread.id, "data-key": `thread ${thread.id}` },
    element("span", { class: "sign", "aria-hidden": "true" }, "↳"),
    element("bdi", { class: "thread-name" }, thread.name),
    ...standing(thread, say),
    element("span", { class: "thread-note" }, note),
  );
}
