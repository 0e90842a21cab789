/** The bot's process: how it stands, what one may do to it, and the newest lines of its log. */
import { element } from "../dom.js";
import { explained, heading, number } from "./parts.js";

/**
 * @param {import("./backstage.js").State} state
 * @param {import("./parts.js").Tools} tools
 */
export function botSection({ bot }, tools) {
  const { say } = tools;
  const lines = bot.log.map(({ at, text }) => element("span", { class: "line", "data-key": at }, text));
  return [
    element("p", { class: `standing ${bot.online ? "good" : bot.running ? "soon" : "bad"}` }, standing(bot, tools)),
    explained(tools, "start", { possible: !bot.running && !bot.online }),
    explained(tools, "stop", { possible: bot.running }),
    explained(tools, "kill", { possible: bot.running, grave: true }),
    explained(tools, "restart", { possible: bot.running, grave: true }),
    heading(say("bot-log")),
    element(
      "pre",
      { class: "log", tabindex: "0", role: "region", "aria-label": say("bot-log") },
      ...(lines.length ? lines : [say("bot-log-empty")]),
    ),
  ];
}

/**
 * @param {import("./backstage.js").Bot} bot
 * @param {import("./parts.js").Tools} tools
 */
function standing(bot, tools) {
  const { say } = tools;
  if (bot.online && !bot.running) return say("bot-elsewhere");
  if (bot.running) {
    const values = { pid: String(bot.pid), time: lasted(bot.uptime ?? 0, tools) };
    return say(bot.online ? "bot-online" : "bot-coming", values);
  }
  if (bot.exit_code === null) return say("bot-never");
  if (bot.exit_code < 0) return say("bot-signalled", { number: String(-bot.exit_code) });
  return say("bot-ended", { number: String(bot.exit_code) });
}

/**
 * @param {number} seconds
 * @param {import("./parts.js").Tools} tools
 */
function lasted(seconds, tools) {
  if (seconds < 60) return tools.say("seconds", { count: number(Math.floor(seconds), tools) });
  return tools.say("minutes", { count: number(Math.floor(seconds / 60), tools) });
}
