/** The line to the sandbox: tells every event once, in order, and comes back when it was cut. */

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5000;

export class Connection {
  /**
   * @param {(event: any) => void} tell
   * @param {(up: boolean) => void} standing
   */
  constructor(tell, standing) {
    this.tell = tell;
    this.standing = standing;
    this.viewer = "";
    this.run = "";
    this.seq = 0;
    this.wait = FIRST_WAIT;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  /**
   * Look through somebody's eyes from now on.
   * @param {string} viewer
   */
  look(viewer) {
    this.viewer = viewer;
    this.run = "";
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    this.socket?.close();
    const query = new URLSearchParams({ as: this.viewer, run: this.run, after: String(this.seq) });
    const socket = new WebSocket(`ws://${location.host}/page/events?${query}`);
    this.socket = socket;
    socket.onmessage = ({ data }) => this.socket === socket && this.receive(JSON.parse(data));
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.wait = FIRST_WAIT;
      this.standing(true);
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.standing(false);
      this.timer = setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(this.wait * 1.6, LONGEST_WAIT);
    };
  }

  /**
   * Ask what stood in a channel before a message; it is told as an event, in its order among the others.
   * @param {string} channel
   * @param {string} before
   */
  ask(channel, before) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ channel, before }));
  }

  /** @param {any} event */
  receive(event) {
    if (event.run) this.run = event.run;
    this.seq = event.seq;
    this.tell(event);
  }
}
