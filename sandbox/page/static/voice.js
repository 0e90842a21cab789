/** The voice of the page: says aloud, to those who listen, what is new. What is old or only changes is not said. */

/** Its words stand apart, so that nobody meets them twice: they are for ears alone. */
class SandboxVoice extends HTMLElement {
  #words = document.createElement("p");

  constructor() {
    super();
    this.className = "spoken";
    this.#words.setAttribute("aria-live", "polite");
    this.attachShadow({ mode: "closed" }).append(this.#words);
  }

  /** @param {string} text */
  say(text) {
    this.#words.textContent = text;
  }
}

customElements.define("sandbox-voice", SandboxVoice);

export { SandboxVoice };
