/** What was typed and not yet sent: one draft for each person in each channel, kept while they look elsewhere. */

/** @typedef {import("../types.js").Command} Command */
/** @typedef {import("../types.js").Option} Option */
/**
 * What stands in an option: what was typed, and the choice or file that was taken.
 * @typedef {{text: string, picked?: {label: string, value: any}, file?: File}} Entry
 */

export const MOST_FILES = 10;
const ATTACHMENT = 11;

/** A command that is being filled in. */
export class Filling {
  /** @param {Command} command */
  constructor(command) {
    this.command = command;
    /** @type {Map<string, Entry>} by the option's name */
    this.entries = new Map();
    /** @type {string[]} the optional options that were added, in that order */
    this.added = [];
  }

  /**
   * The options to fill in: what is required, then what was added.
   * @returns {Option[]}
   */
  get shown() {
    const added = this.added.map((name) => this.command.options.find((option) => option.name === name));
    return [...this.command.options.filter((option) => option.required), ...added.filter((option) => !!option)];
  }

  /**
   * The options that could still be added.
   * @returns {Option[]}
   */
  get spare() {
    return this.command.options.filter((option) => !option.required && !this.added.includes(option.name));
  }

  /**
   * @param {Option} option
   * @returns {Entry}
   */
  entry(option) {
    const known = this.entries.get(option.name) ?? { text: "" };
    this.entries.set(option.name, known);
    return known;
  }

  /** @param {Option} option */
  add(option) {
    if (!option.required && !this.added.includes(option.name)) this.added.push(option.name);
  }

  /** @param {Option} option */
  remove(option) {
    this.added = this.added.filter((name) => name !== option.name);
    this.entries.delete(option.name);
  }

  /**
   * Put files into the options that wait for one, adding optional ones; gives the files for which there is no room.
   * @param {File[]} files
   */
  takeFiles(files) {
    const rest = [...files];
    for (const option of [...this.shown, ...this.spare]) {
      if (!rest.length) break;
      if (option.type !== ATTACHMENT || this.entry(option).file) continue;
      this.add(option);
      this.entry(option).file = rest.shift();
    }
    return rest;
  }

  /** Whether nothing was filled in yet. */
  get empty() {
    return [...this.entries.values()].every((entry) => !entry.text && !entry.picked && !entry.file);
  }
}

export class Draft {
  /**
   * @param {string} as
   * @param {string} channel
   */
  constructor(as, channel) {
    /** Who acts and where, sent along whatever the page shows by then. */
    this.where = { as, channel };
    this.text = "";
    /** @type {File[]} */
    this.files = [];
    /** @type {import("../types.js").Message | null} */
    this.reply = null;
    /** @type {Filling | null} */
    this.filling = null;
    /** @type {Map<string, Filling>} commands that were left half filled in */
    this.left = new Map();
    /** Why it was not sent, in words. */
    this.problem = "";
    this.busy = false;
  }

  /**
   * Begin with a command, or go on with one that was left.
   * @param {Command} command
   */
  begin(command) {
    const filling = this.left.get(command.command) ?? new Filling(command);
    filling.command = command;
    this.filling = filling;
    this.files = filling.takeFiles(this.files);
    this.text = "";
  }

  /**
   * Go back to plain text; what was filled in is kept for the next time.
   * @param {string} text
   */
  leave(text) {
    if (this.filling && !this.filling.empty) this.left.set(this.filling.command.command, this.filling);
    this.filling = null;
    this.text = text;
  }

  /**
   * Take files along, or into the command; gives those for which there is no room.
   * @param {File[]} files
   * @param {Option} [option] the one they are for
   */
  take(files, option) {
    if (this.filling && option) {
      const [file, ...rest] = files;
      if (file) this.filling.entry(option).file = file;
      return rest;
    }
    if (this.filling) return this.filling.takeFiles(files);
    const all = [...this.files, ...files];
    this.files = all.slice(0, MOST_FILES);
    return all.slice(MOST_FILES);
  }

  /** Forget what the sandbox took. */
  taken() {
    if (this.filling) {
      this.left.delete(this.filling.command.command);
      this.filling = null;
      return;
    }
    this.text = "";
    this.files = [];
    this.reply = null;
  }
}

export class Drafts {
  /** @type {Map<string, Draft>} */
  #drafts = new Map();

  /**
   * @param {string} as
   * @param {string} channel
   */
  of(as, channel) {
    const key = `${as} ${channel}`;
    const draft = this.#drafts.get(key) ?? new Draft(as, channel);
    this.#drafts.set(key, draft);
    return draft;
  }
}
