/** What was told of each channel: its newest messages, and as many earlier ones as were asked for. */

/** @typedef {import("../types.js").Message} Message */

/**
 * Ids are numbers too large to be counted with.
 * @param {string} one
 * @param {string} other
 */
export function order(one, other) {
  return one === other ? 0 : one.length - other.length || (one < other ? -1 : 1);
}

/** The messages of one channel without a gap, from some place on to the newest. */
export class Log {
  /** @type {Map<string, Message>} */
  messages = new Map();
  /** Whether there are earlier ones that were not told yet. */
  more = false;
  /** The earliest that was told; nothing from before it is kept, for there would be a gap. */
  first = "";
  last = "";

  /**
   * @param {Message[]} messages
   * @param {boolean} more
   */
  before(messages, more) {
    for (const message of messages) this.keep(message);
    this.more = more;
  }

  /**
   * Keep a message that is new or was changed.
   * @param {Message} message
   * @returns {"new" | "changed" | "far"} far when it stands before what was told
   */
  put(message) {
    const known = this.messages.has(message.id);
    if (!known && this.more && this.first && order(message.id, this.first) < 0) return "far";
    const isNew = !known && order(message.id, this.last) > 0;
    this.keep(message);
    return isNew ? "new" : "changed";
  }

  /** @param {Message} message */
  keep(message) {
    this.messages.set(message.id, message);
    if (!this.first || order(message.id, this.first) < 0) this.first = message.id;
    if (order(message.id, this.last) > 0) this.last = message.id;
  }

  /** @param {string} id */
  drop(id) {
    this.messages.delete(id);
  }
}

export class Logs {
  /** @type {Map<string, Log>} */
  channels = new Map();
  /** @type {Map<string, {messages: number, pings: number}>} what came while another channel was open */
  unread = new Map();

  /** @param {{messages: Record<string, Message[]>, more: string[]}} whole */
  tellAll({ messages, more }) {
    this.channels.clear();
    this.unread.clear();
    for (const [channel, list] of Object.entries(messages)) this.of(channel).before(list, more.includes(channel));
  }

  /** @param {string} channel */
  of(channel) {
    const known = this.channels.get(channel) ?? new Log();
    this.channels.set(channel, known);
    return known;
  }

  /**
   * Forget the channels that are there no longer.
   * @param {Set<string>} there
   */
  keepOnly(there) {
    for (const channel of this.channels.keys()) {
      if (there.has(channel)) continue;
      this.channels.delete(channel);
      this.unread.delete(channel);
    }
  }

  /**
   * Count a message that came where nobody is looking.
   * @param {string} channel
   * @param {Message} message
   */
  count(channel, message) {
    const { messages, pings } = this.unread.get(channel) ?? { messages: 0, pings: 0 };
    this.unread.set(channel, { messages: messages + 1, pings: pings + Number(message.pinged) });
  }

  /** Give the pings in all channels. */
  get pings() {
    return [...this.unread.values()].reduce((sum, { pings }) => sum + pings, 0);
  }
}
