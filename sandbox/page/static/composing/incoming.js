/** What reaches the line from elsewhere in the channel: files by paste and by drop, and the first key that is typed. */
import { dropped, pasted } from "./files.js";

/** @typedef {import("./composer.js").SandboxComposer} SandboxComposer */

/**
 * @param {SandboxComposer} composer
 */
export function receiveFiles(composer) {
  const channel = composer.parentElement ?? composer;
  document.addEventListener("paste", (event) => paste(event, composer));
  channel.addEventListener("dragover", (event) => over(event, composer));
  channel.addEventListener("dragleave", (event) => {
    const into = event.relatedTarget;
    if (!(into instanceof Node && channel.contains(into))) composer.removeAttribute("data-dropping");
  });
  channel.addEventListener("drop", (event) => drop(event, composer));
  for (const name of ["dragover", "drop"]) {
    // A file that misses its place must not replace the page.
    document.addEventListener(name, (event) => event.preventDefault());
  }
}

/**
 * Whoever just types, types into the line.
 * @param {SandboxComposer} composer
 */
export function receiveTyping(composer) {
  document.addEventListener("keydown", (event) => {
    const idle = document.activeElement === document.body || document.activeElement?.getAttribute("role") === "log";
    const typed = [...event.key].length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    const elsewhere = event.defaultPrevented || document.querySelector("dialog[open], :popover-open");
    if (idle && typed && !elsewhere && composer.open) composer.focus();
  });
}

/**
 * @param {ClipboardEvent} event
 * @param {SandboxComposer} composer
 */
function paste(event, composer) {
  const { target } = event;
  const inside = target instanceof Node && composer.contains(target);
  const elsewhere = target instanceof Element && target.closest("input, textarea, dialog, [role=dialog]");
  const files = pasted(event);
  if (!files.length || (elsewhere && !inside)) return;
  event.preventDefault();
  composer.take(files, optionAt(target, composer));
}

/**
 * @param {DragEvent} event
 * @param {SandboxComposer} composer
 */
function over(event, composer) {
  if (!composer.open || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  composer.setAttribute("data-dropping", "");
}

/**
 * @param {DragEvent} event
 * @param {SandboxComposer} composer
 */
function drop(event, composer) {
  composer.removeAttribute("data-dropping");
  const files = dropped(event);
  if (!files.length || event.defaultPrevented) return;
  event.preventDefault();
  composer.take(files, optionAt(event.target, composer));
}

/**
 * Give the option that takes a file, where something was dropped or pasted right into it.
 * @param {EventTarget | null} target
 * @param {SandboxComposer} composer
 */
function optionAt(target, composer) {
  const row = target instanceof Element ? target.closest("[data-takes-file]") : null;
  const name = row?.getAttribute("data-option");
  return composer.options?.fields.find(({ option }) => option.name === name)?.option;
}
