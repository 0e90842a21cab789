/** A forum, which has no messages of its own: its posts, those with the latest message first. */
import { element } from "../dom.js";
import { order } from "./logs.js";
import { threadElement } from "./threads.js";
import { timeElement } from "./times.js";

/** @typedef {import("../types.js").Channel} Channel */

const EPOCH = 1420070400000;

/** @param {string} id ids tell when they were given */
function moment(id) {
  return (Number(BigInt(id) >> 22n) + EPOCH) / 1000;
}

/**
 * @param {Channel} here
 * @param {import("../types.js").Server | undefined} server
 * @param {import("./logs.js").Logs} logs
 * @param {string} locale
 * @param {(key: string, values?: Record<string, string>) => string} say
 */
export function forum(here, server, logs, locale, say) {
  const posts = (server?.channels ?? [])
    .filter(({ parent }) => parent === here.id)
    .map((post) => ({ post, last: logs.channels.get(post.id)?.last || post.id }))
    .sort((one, other) => order(other.last, one.last));
  if (!posts.length) return element("p", {}, say("no-posts"));
  return element(
    "ul",
    { class: "posts" },
    ...posts.map(({ post, last }) => element("li", {}, threadElement(post, timeElement(moment(last), "R", locale), say))),
  );
}
