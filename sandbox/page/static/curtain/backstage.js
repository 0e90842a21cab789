/**
 * What stands behind the curtain, asked of the sandbox (sandbox/page/backstage.py).
 *
 * @typedef {{id: string, state: "IN_PROGRESS" | "SUCCESS" | "FAILED", told: string, left: number | null,
 *   request: Record<string, any>, price: number, charged: number, created: number, problem: string | null,
 *   link: string | null, fault: string | null}} Task `told` is the vendor's word now, `left` and `created` are seconds
 * @typedef {{number: number, at: number, method: string, path: string, status: number | null,
 *   fault: string | null}} Visited a request; without a status nothing was answered
 * @typedef {{fault: string, endpoint: string, nth: number, times: number, task: string | null}} Armed
 * @typedef {{fault: string, endpoint: string, probability: number}} Rate
 * @typedef {{online: boolean, running: boolean, pid: number | null, uptime: number | null, exit_code: number | null,
 *   log: {at: number, text: string}[]}} Bot
 * @typedef {{bot: Bot, balance: number, speed: number, first_speed: number, speeds: [number, number],
 *   holding: boolean, tasks: Task[], requests: Visited[], faults: Record<string, string[]>, armed: Armed[],
 *   rates: Rate[]}} State
 * @typedef {"start" | "stop" | "kill" | "restart" | "arm" | "rate" | "clear" | "speed" | "finish" | "hold" | "release"
 *   | "ask"} Deed
 */
import { Problem } from "../acting.js";

const ADDRESS = "/page/backstage";

/**
 * Tell how everything stands now.
 * @returns {Promise<State>}
 */
export async function look() {
  return answered(await fetch(ADDRESS));
}

/**
 * Do something; throws Problem when it cannot be done, TypeError when the sandbox does not answer.
 * @param {Deed} deed
 * @param {Record<string, any>} asked
 * @returns {Promise<any>}
 */
export async function meddle(deed, asked = {}) {
  const body = JSON.stringify(asked);
  return answered(
    await fetch(`${ADDRESS}/${deed}`, { method: "POST", headers: { "Content-Type": "application/json" }, body }),
  );
}

/** @param {Response} answer */
async function answered(answer) {
  const said = await answer.json();
  if (!answer.ok) throw new Problem(said.problem);
  return said;
}
