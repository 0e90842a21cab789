/** A panel above everything else, beside what opened it, and never beyond the window. */

const EDGE = 8;
const GAP = 4;

/** @type {Element | null} what closed its own panel by being pressed, and is not to open it again by that */
let closing = null;

/**
 * Tell whether a click on `anchor` was meant to close what it had opened.
 * @param {Element} anchor
 */
export function justClosed(anchor) {
  const own = closing === anchor;
  closing = null;
  return own;
}

/**
 * Show `panel` beside `anchor`; gives a function that puts it right after its content changed.
 * @param {HTMLElement} anchor gets the focus back
 * @param {HTMLElement} panel
 * @param {() => void} closed
 * @param {DOMRect} [place] where, if not at the anchor
 */
export function openPanel(anchor, panel, closed, place) {
  /** @type {boolean | undefined} */
  let under;
  const settle = () => {
    if (place || anchor.isConnected) under = put(panel, place ?? anchor.getBoundingClientRect(), under);
  };
  /** @param {Event} event */
  const down = (event) => {
    closing = event.target instanceof Node && anchor.contains(event.target) ? anchor : null;
  };
  const scrolled = (/** @type {Event} */ event) => {
    if (!(event.target instanceof Node && panel.contains(event.target))) settle();
  };
  panel.setAttribute("popover", "auto");
  // In front of a dialog nothing can be used but what is in it.
  (anchor.closest("dialog, main") ?? document.body).append(panel);
  // Told before it closes, not a moment after: whoever presses on at once presses with what was chosen.
  panel.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") closed();
  });
  panel.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
    document.removeEventListener("pointerdown", down, true);
    removeEventListener("scroll", scrolled, true);
    removeEventListener("resize", settle);
    visualViewport?.removeEventListener("resize", settle);
    if (anchor.hasAttribute("aria-expanded")) anchor.setAttribute("aria-expanded", "false");
    const lost = panel.contains(document.activeElement) || document.activeElement === document.body;
    panel.remove();
    // Where what opened it is gone, the keyboard goes on among the messages.
    const back = anchor.isConnected ? anchor : document.getElementById("messages");
    if (lost) back?.focus({ preventScroll: true });
  });
  document.addEventListener("pointerdown", down, true);
  addEventListener("scroll", scrolled, true);
  addEventListener("resize", settle);
  visualViewport?.addEventListener("resize", settle);
  if (anchor.hasAttribute("aria-expanded")) anchor.setAttribute("aria-expanded", "true");
  panel.showPopover();
  settle();
  return settle;
}

/**
 * @param {HTMLElement} panel
 * @param {DOMRect} beside
 * @param {boolean} [under] the side it is on already
 */
function put(panel, beside, under) {
  const width = document.documentElement.clientWidth;
  const height = visualViewport?.height ?? innerHeight;
  panel.style.maxHeight = "";
  panel.style.minWidth = `${Math.min(beside.width, width - 2 * EDGE)}px`;
  const below = height - beside.bottom - GAP - EDGE;
  const above = beside.top - GAP - EDGE;
  const below_it = under ?? (panel.offsetHeight <= below || below >= above);
  const room = Math.min(Math.max(below_it ? below : above, 120), height - 2 * EDGE);
  panel.style.maxHeight = `${room}px`;
  const top = below_it ? beside.bottom + GAP : beside.top - GAP - panel.offsetHeight;
  panel.style.top = `${Math.max(EDGE, Math.min(top, height - EDGE - panel.offsetHeight))}px`;
  panel.style.left = `${Math.max(EDGE, Math.min(beside.left, width - EDGE - panel.offsetWidth))}px`;
  return below_it;
}
