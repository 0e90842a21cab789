/** The local Seedance's tasks and the balance of the key. */
import { element } from "../dom.js";
import { clock, explained, lever, number } from "./parts.js";

/** @typedef {import("./parts.js").Tools} Tools */

/**
 * @param {import("./backstage.js").State} state
 * @param {Tools} tools
 */
export function tasksSection(state, tools) {
  const { say } = tools;
  const facts = { balance: number(state.balance, tools), speed: number(state.speed, tools) };
  const held = state.holding && element("strong", {}, say("tasks-held"));
  const tasks = state.tasks.map((task) => entry(task, tools));
  return [
    element("p", { class: "facts" }, say("tasks-facts", facts), " ", held),
    explained(tools, state.holding ? "release" : "hold"),
    tasks.length ? element("ol", { class: "tasks" }, ...tasks) : element("p", { class: "quiet" }, say("tasks-none")),
  ];
}

/**
 * @param {import("./backstage.js").Task} task
 * @param {Tools} tools
 */
function entry(task, tools) {
  const { say } = tools;
  const going = task.state === "IN_PROGRESS";
  const facts = [
    task.request.resolution ?? "720p",
    task.request.aspect_ratio ?? "1:1",
    `${task.request.duration ?? 8} s`,
    task.request.generate_audio && say("with-sound"),
    task.request.image_urls?.length && say("with-picture"),
    say(task.charged ? "task-price" : "task-free", { price: number(task.price, tools) }),
  ];
  const left = task.left !== null && say("task-left", { count: number(Math.ceil(task.left), tools) });
  return element(
    "li",
    { "data-key": task.id },
    element(
      "p",
      { class: "task-head" },
      element("b", { class: `told ${task.state.toLowerCase()}` }, task.told),
      left && element("span", { class: "left" }, left),
      clock(task.created, tools),
    ),
    element("p", { class: "prompt", dir: "auto" }, String(task.request.prompt ?? "")),
    element("p", { class: "quiet" }, facts.filter(Boolean).join(" · ")),
    task.problem !== null && element("p", { class: "problem" }, task.problem),
    element(
      "p",
      { class: "quiet task-foot" },
      element("code", {}, task.id),
      task.fault && element("span", { class: "struck" }, task.fault),
      task.link && element("a", { href: task.link, target: "_blank", rel: "noreferrer" }, say("task-clip")),
      going && lever(tools, "finish", say("do-finish"), { asked: { task: task.id } }),
    ),
  );
}
