/** What the bot offers while somebody types into an option: asked once they pause, and only for what stands there. */

/** @typedef {import("./picker.js").Item} Item */

const PAUSE = 150;

export class Completion {
  /** @param {(typed: string, signal: AbortSignal) => Promise<Item[] | null>} load */
  constructor(load) {
    this.load = load;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.asking = new AbortController();
  }

  /**
   * @param {string} typed
   * @param {(items: Item[] | null) => void} tell null when loading failed
   */
  ask(typed, tell) {
    this.stop();
    const { signal } = this.asking;
    this.timer = setTimeout(async () => {
      const items = await this.load(typed, signal).catch(() => null);
      if (!signal.aborted) tell(items);
    }, PAUSE);
  }

  /** What is still on its way is not shown any more. */
  stop() {
    clearTimeout(this.timer);
    this.asking.abort();
    this.asking = new AbortController();
  }
}

/**
 * Ask the bot for choices while an option is typed; what else is filled in and right goes along.
 * @param {import("./composer.js").SandboxComposer} composer
 */
export function completer(composer) {
  /** @type {import("./options.js").Host["complete"]} */
  return async (filling, option, typed, signal) => {
    const { draft, context, options } = composer;
    const given = options?.ready(option) ?? {};
    const asked = { ...draft?.where, command: filling.command.command, option: option.name, typed, options: given };
    const { choices } = await context.acting.do("complete", asked, signal);
    return choices?.map((/** @type {any} */ { name, value, name_localizations: names }) => ({
      label: names?.[context.locale] ?? name,
      value,
    })) ?? null;
  };
}
