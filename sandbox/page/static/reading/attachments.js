/** Files of a message: a clip plays, a picture shows, anything else can be taken. */
import { element } from "../dom.js";

/** @typedef {import("../types.js").Attachment} Attachment */
/** @typedef {import("../types.js").Context} Context */

/**
 * Give the address of a file on this page's own server, or null: nothing is loaded from anywhere else.
 * @param {string} url
 */
function near(url) {
  if (!URL.canParse(url)) return null;
  const { hostname, port, pathname, search } = new URL(url);
  const own = port === location.port && ["127.0.0.1", "localhost", location.hostname].includes(hostname);
  return own && pathname.startsWith("/cdn/") ? pathname + search : null;
}

/** @param {string} url */
function key(url) {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(2)} MB`;
}

/**
 * @param {{url: string, content_type?: string | null, width?: number | null, height?: number | null}} media
 * @param {string} name what it shows, in words
 * @param {Context} context
 */
export function mediaElement(media, name, context) {
  const address = near(media.url);
  if (!address) {
    const text = context.say("elsewhere", { host: URL.canParse(media.url) ? new URL(media.url).host : media.url });
    return element("p", { class: "elsewhere" }, text);
  }
  const common = {
    src: address,
    "data-key": key(media.url),
    "data-whole": true,
    width: media.width,
    height: media.height,
  };
  if (media.content_type?.startsWith("video/")) {
    const attributes = { class: "clip", controls: true, playsinline: true, preload: "none", "aria-label": name };
    return element("video", { ...common, ...attributes });
  }
  return element("img", { ...common, class: "picture", alt: name, decoding: "async", loading: "lazy" });
}

/**
 * @param {{filename: string, size: number, url: string}} file
 */
export function fileElement(file) {
  const address = near(file.url);
  return element(
    "div",
    { class: "file", "data-key": key(file.url) },
    element("span", { class: "file-mark", "aria-hidden": "true" }, "▤"),
    element(
      "span",
      {},
      address ? element("a", { href: address, download: file.filename }, file.filename) : file.filename,
      element("span", { class: "file-size" }, size(file.size)),
    ),
  );
}

/**
 * @param {Attachment[]} files
 * @param {Context} context
 */
export function attachments(files, context) {
  if (!files.length) return null;
  return element(
    "div",
    { class: "attachments", "data-key": files.map((file) => key(file.url)).join(" ") },
    ...files.map((file) =>
      /^(image|video)\//.test(file.content_type ?? "")
        ? mediaElement(file, file.description ?? file.filename, context)
        : fileElement(file),
    ),
  );
}
