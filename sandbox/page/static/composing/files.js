/** Files that were chosen and not yet sent: how they come in, what is refused, what is shown of them. */
import { element } from "../dom.js";

/** @typedef {import("../types.js").Context["say"]} Say */

const SIDE = 96;
const PASTED_IMAGE = "image.png";

/**
 * Give the files of a paste; a text that brings its picture along, as from a table, is a text.
 * @param {ClipboardEvent} event
 */
export function pasted({ clipboardData }) {
  const files = [...(clipboardData?.files ?? [])];
  const drawn = files.length === 1 && files[0].name === PASTED_IMAGE;
  return drawn && clipboardData?.getData("text/plain") ? [] : files;
}

/**
 * Give the files of a drop; a folder is none.
 * @param {DragEvent} event
 */
export function dropped({ dataTransfer }) {
  const items = [...(dataTransfer?.items ?? [])].filter(({ kind }) => kind === "file");
  return items
    .filter((item) => !item.webkitGetAsEntry()?.isDirectory)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null);
}

/**
 * Say in what unit people count.
 * @param {number} bytes
 */
export function spellSize(bytes) {
  if (bytes < 1 << 20) return `${Math.ceil(bytes / 1024)} KB`;
  return `${(bytes / (1 << 20)).toFixed(1).replace(/\.0$/, "")} MB`;
}

/**
 * Divide files into those that may be sent here and the reason for which others may not.
 * @param {File[]} files
 * @param {number} limit bytes per file
 * @param {Say} say
 */
export function weighed(files, limit, say) {
  const heavy = files.filter(({ size }) => size > limit);
  const names = heavy.map(({ name }) => say("quoted", { text: name })).join(say("and"));
  return {
    files: files.filter((file) => !heavy.includes(file)),
    problem: heavy.length ? say("too-large", { files: names, limit: spellSize(limit) }) : "",
  };
}

/**
 * @param {File} file
 * @returns {HTMLElement}
 */
export function preview(file) {
  const mark = element("span", { class: "file-mark", "aria-hidden": "true" }, "▤");
  if (!file.type.startsWith("image/")) return mark;
  const canvas = /** @type {HTMLCanvasElement} */ (
    element("canvas", { class: "preview", width: SIDE, height: SIDE, "aria-hidden": "true" })
  );
  // Drawn, not linked: the page's policy loads pictures from the sandbox alone.
  createImageBitmap(file).then(
    (image) => {
      const scale = Math.min(SIDE / image.width, SIDE / image.height);
      canvas.width = Math.max(1, Math.round(image.width * scale));
      canvas.height = Math.max(1, Math.round(image.height * scale));
      canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    },
    () => canvas.replaceWith(mark),
  );
  return canvas;
}

/**
 * @param {File} file
 * @param {Say} say
 * @param {() => void} remove
 */
export function chip(file, say, remove) {
  const cross = element("button", { type: "button", "aria-label": say("remove-file", { file: file.name }) }, "×");
  cross.addEventListener("click", remove);
  const name = element("span", { class: "chip-name", dir: "auto", title: file.name }, file.name);
  const size = element("small", {}, spellSize(file.size));
  return element("li", { class: "chip" }, preview(file), element("span", {}, name, size), cross);
}
