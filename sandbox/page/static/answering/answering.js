/** Lets somebody answer the messages of a list: what is pressed in one becomes a deed, and the message shows it. */
import { chosenIn } from "./component.js";
import { choose } from "./listbox.js";
import { openMessageMenu } from "./message_menu.js";
import { offers } from "./options.js";
import { justClosed } from "./panel.js";
import { reason } from "./problem.js";
import { change, standing } from "./standing.js";

/** @typedef {import("../reading/message.js").SandboxMessage} SandboxMessage */

/** @type {Record<string, (node: SandboxMessage, pressed: HTMLElement) => unknown>} by the attribute data-act */
const ACTS = {
  press: (node, { dataset }) => act(node, "press", { component: dataset.key }, dataset.key),
  choose: openSelect,
  more: (node, pressed) => justClosed(pressed) || openMore(node, pressed),
  dismiss: (node) => act(node, "delete"),
  forget: (node) => settle(node, (now) => (now.problem = null)),
};

/** @param {import("../reading/messages.js").SandboxMessages} list */
export function answering(list) {
  addEventListener("hashchange", () => lead(list));
  list.addEventListener("opened", () => lead(list));
  list.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    const node = messageOf(event);
    if (!node || !(pressed instanceof HTMLElement) || pressed.getAttribute("aria-disabled")) return;
    ACTS[pressed.dataset.act ?? ""]?.(node, pressed);
  });
  list.addEventListener("contextmenu", (event) => {
    const node = messageOf(event);
    const own = event.target instanceof Element && event.target.closest("a, video, input");
    // A link, a clip, marked text and a finger that marks some keep the browser's menu.
    const touched = event instanceof PointerEvent && event.pointerType === "touch";
    if (!node || own || touched || String(getSelection())) return;
    event.preventDefault();
    const focused = document.activeElement;
    const anchor = focused instanceof HTMLElement && node.contains(focused) ? focused : more(node);
    const keyed = event.clientX === 0 && event.clientY === 0;
    if (anchor) openMore(node, anchor, keyed ? undefined : new DOMRect(event.clientX, event.clientY, 0, 0));
  });
}

/**
 * Lead to the message that the address names, however far up it stands.
 * @param {import("../reading/messages.js").SandboxMessages} list
 */
function lead(list) {
  list.lead(new URLSearchParams(location.hash.slice(1)).get("message") ?? "");
}

/** @param {Event} event */
function messageOf(event) {
  const node = event.target instanceof Element ? event.target.closest("sandbox-message") : null;
  return /** @type {SandboxMessage | null} */ (node);
}

/** @param {SandboxMessage} node @returns {HTMLElement | null} */
function more(node) {
  return node.querySelector("[data-act=more]");
}

/**
 * @param {SandboxMessage} node
 * @param {HTMLElement} anchor
 * @param {DOMRect} [place]
 */
function openMore(node, anchor, place) {
  const { told, context } = node;
  if (told && context) openMessageMenu(anchor, told, context, (deed, asked) => act(node, deed, asked), place);
}

/**
 * @param {SandboxMessage} node
 * @param {(now: import("./standing.js").Standing) => void} how
 */
function settle(node, how) {
  if (!node.told || !node.context) return;
  change(node.told, node.context, how);
  node.again();
}

/**
 * Do something with a message; one thing at a time. Gives whether it was done and answered.
 * @param {SandboxMessage} node
 * @param {"press" | "choose" | "use-on" | "delete"} deed
 * @param {Record<string, any>} [asked]
 * @param {string} [component] what shows that it waits
 */
async function act(node, deed, asked = {}, component = "") {
  const { told, context } = node;
  if (!told || !context || standing(told, context).waiting !== null) return false;
  const settled = (/** @type {import("./standing.js").Standing["problem"]} */ problem) => {
    change(node.told ?? told, context, (now) => Object.assign(now, { waiting: null, problem }));
    node.again();
  };
  settle(node, (now) => Object.assign(now, { waiting: component, problem: null }));
  try {
    const outcome = await context.acting.do(deed, { message: told.id, ...asked });
    settled(null);
    return !outcome.failed;
  } catch (error) {
    settled(reason(error, context));
    return false;
  }
}

/**
 * @param {SandboxMessage} node
 * @param {HTMLElement} pressed
 */
async function openSelect(node, pressed) {
  const { told, context } = node;
  const id = pressed.dataset.key ?? "";
  const component = told && find(told.components, id);
  if (!component || !context || justClosed(pressed)) return;
  const { min_values: min = 1, max_values: max = 1 } = component;
  const label = component.placeholder ?? context.say("menu");
  const chosen = chosenIn(component, context, told);
  const asked = { label, offers: offers(component, context), chosen, min, max, empty: min === 0 };
  const values = await choose(pressed, asked, context);
  if (!values) return;
  if (values.length < min) {
    settle(node, (now) => (now.problem = { text: context.say("menu-few", { min: String(min) }), detail: "" }));
    return;
  }
  settle(node, (now) => now.chosen.set(id, values));
  if (!(await act(node, "choose", { component: id, values }, id))) settle(node, (now) => now.chosen.delete(id));
}

/**
 * @param {any[]} components
 * @param {string} id
 * @returns {any}
 */
function find(components, id) {
  for (const component of components) {
    if (component.custom_id === id) return component;
    const inside = [...(component.components ?? []), ...(component.accessory ? [component.accessory] : [])];
    const found = find(inside, id);
    if (found) return found;
  }
  return null;
}
