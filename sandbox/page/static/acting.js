/** What the person at the page does, told to the sandbox (sandbox/page/acting.py). */

/** Why something was not done, in the words of the sandbox. */
export class Problem extends Error {}

export class Acting {
  /** @param {() => {as: string, channel: string}} where who acts now, and in which channel */
  constructor(where) {
    this.where = where;
    /** @type {(outcome: import("./types.js").Outcome, asked: Record<string, any>) => void} opens a form that is answered with */
    this.onForm = () => {};
  }

  /**
   * Do something; throws Problem when Discord or its client would not let this person do it, TypeError when the
   * sandbox does not answer. A File anywhere in `asked` is sent along.
   * @param {"use" | "use-on" | "complete" | "press" | "choose" | "submit" | "write" | "delete"} deed
   * @param {Record<string, any>} asked
   * @param {AbortSignal} [signal]
   * @returns {Promise<any>}
   */
  async do(deed, asked, signal) {
    /** @type {File[]} */
    const files = [];
    const told = JSON.stringify({ ...this.where(), ...asked }, (_key, value) =>
      value instanceof File ? { file: files.push(value) - 1 } : value,
    );
    const body = new FormData();
    body.append("payload_json", told);
    files.forEach((file, index) => body.append(`files[${index}]`, file, file.name));
    const answer = await fetch(`/page/${deed}`, { method: "POST", body, signal });
    const said = await answer.json();
    if (!answer.ok) throw new Problem(said.problem);
    if (said.form) this.onForm(said, asked);
    return said;
  }

  /**
   * Give the commands that are offered to somebody somewhere.
   * @param {{as: string, channel: string}} [where]
   * @returns {Promise<import("./types.js").Command[]>}
   */
  async commands(where = this.where()) {
    const answer = await fetch(`/page/commands?${new URLSearchParams(where)}`);
    if (!answer.ok) throw new Problem(await answer.text());
    return answer.json();
  }
}
