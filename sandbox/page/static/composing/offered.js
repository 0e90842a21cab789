/** The commands that are offered to whoever acts, where they act. */

/** @typedef {import("../types.js").Command} Command */
/** @typedef {import("../types.js").Context} Context */

const TYPED = 1;

export class Offered {
  /** @param {() => void} changed called when the commands are known, or others than before */
  constructor(changed) {
    this.changed = changed;
    /** @type {Command[]} */
    this.commands = [];
    /** Whether these are the commands of the place that is shown. */
    this.known = false;
    /** @type {Promise<void>} */
    this.ready = Promise.resolve();
    this.key = "";
    this.place = "";
  }

  /**
   * Ask for the commands if they may be others than those that are known.
   * @param {Context} context
   */
  follow({ places, here, acting }) {
    const place = `${places.viewer} ${here?.id}`;
    const key = `${place} ${places.commands} ${here?.writable} ${here?.archived}`;
    if (key === this.key) return;
    if (place !== this.place) [this.commands, this.known] = [[], false];
    [this.place, this.key] = [place, key];
    if (here) this.ready = this.#ask(key, acting, { as: places.viewer, channel: here.id });
  }

  /**
   * @param {string} key
   * @param {import("../acting.js").Acting} acting
   * @param {{as: string, channel: string}} where
   */
  async #ask(key, acting, where) {
    try {
      const commands = await acting.commands(where);
      if (this.key !== key) return;
      this.commands = commands.filter(({ kind }) => kind === TYPED);
      this.known = true;
      this.changed();
    } catch {
      // The page says that the sandbox is away; when it is back, this asks again.
      if (this.key === key) this.key = "";
    }
  }

  /**
   * Give the commands that fit what was typed after the slash, the best first.
   * @param {string} typed
   */
  matching(typed) {
    const wanted = fold(typed);
    const ranked = this.commands.map((command) => ({ command, rank: rank(wanted, command) }));
    return ranked
      .filter(({ rank }) => rank >= 0)
      .sort((one, other) => one.rank - other.rank)
      .map(({ command }) => command);
  }

  /**
   * Give the command that is called exactly so.
   * @param {string} typed
   */
  named(typed) {
    const wanted = fold(typed);
    return this.commands.find(({ label, command }) => [fold(label), fold(command)].includes(wanted));
  }
}

/**
 * @param {string} wanted
 * @param {Command} command
 */
function rank(wanted, { label, command }) {
  const names = [fold(label), fold(command)];
  const tests = [
    (/** @type {string} */ name) => name === wanted,
    (/** @type {string} */ name) => name.startsWith(wanted),
    (/** @type {string} */ name) => name.split(/[ _-]/).some((word) => word.startsWith(wanted)),
    (/** @type {string} */ name) => name.includes(wanted),
  ];
  return tests.findIndex((test) => names.some(test));
}

/**
 * What is compared: neither case nor width of letters matter.
 * @param {string} text
 */
export function fold(text) {
  return text.normalize("NFKC").toLowerCase().trim();
}
