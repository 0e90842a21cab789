/** Discord's Markdown as DOM nodes. Nothing that came from a message is ever read as markup. */
import { element } from "../dom.js";
import { timeElement } from "./times.js";

/** @typedef {import("../types.js").Context} Context */

/**
 * One pattern for each thing that can stand inside a line; the first that matches at the earliest place wins.
 * @type {[RegExp, (found: RegExpExecArray, context: Context) => Node][]}
 */
const INLINE = [
  // A long row of marks marks nothing.
  [/\*{7,}|_{7,}|~{7,}|\|{7,}/g, ([row]) => document.createTextNode(row)],
  [/\\([\\`*_~|<>#\-.[\](){}!+:@/"'])/g, ([, escaped]) => document.createTextNode(escaped)],
  [/``(.+?)``(?!`)/gs, ([, code]) => element("code", {}, code.trim())],
  [/`([^`]+)`(?!`)/g, ([, code]) => element("code", {}, code)],
  [
    /\*\*\*(?=\S)(.+?)\*\*\*/gs,
    ([, text], context) => element("strong", {}, element("em", {}, ...inline(text, context))),
  ],
  [/\*\*(?=\S)(.+?)\*\*(?!\*)/gs, ([, text], context) => element("strong", {}, ...inline(text, context))],
  [/__(?=\S)(.+?)__(?!_)/gs, ([, text], context) => element("u", {}, ...inline(text, context))],
  [
    /(?<!\*)\*(?=[^\s*])((?:\*\*|[^*])+?)(?<!\s)\*(?!\*)/gs,
    ([, text], context) => element("em", {}, ...inline(text, context)),
  ],
  [/(?<!\w)_(?=[^\s_])([^_]+?)_(?!\w)/gs, ([, text], context) => element("em", {}, ...inline(text, context))],
  [/~~(?=\S)(.+?)~~/gs, ([, text], context) => element("s", {}, ...inline(text, context))],
  [/\|\|(.+?)\|\|/gs, ([, text], context) => spoiler(inline(text, context), context)],
  [
    /\[((?:[^[\]\\]|\\.)+)\]\(<?(https?:\/\/[^\s<>()]+)>?(?: "[^"]*")?\)/g,
    ([, text, url], context) => link(url, inline(text, context)),
  ],
  [/<@!?(\d+)>/g, ([, id], context) => mention(`@${context.person(id) ?? "unknown-user"}`, id === context.viewer)],
  [/<@&(\d+)>/g, ([, id], context) => mention(`@${context.role(id) ?? "deleted-role"}`)],
  [/<#(\d+)>/g, ([, id], context) => mention(`#${context.channel(id) ?? context.say("unknown-channel")}`)],
  [/<a?:(\w{2,32}):\d+>/g, ([, name]) => emoji(name)],
  [/<\/([^:>]{1,110}):\d+>/g, ([, command]) => mention(`/${command}`)],
  [/@(?:everyone|here)\b/g, ([text]) => mention(text)],
  [
    /<t:(-?\d{1,13})(?::([tTdDfFsSR]))?>/g,
    ([, moment, style], context) => timeElement(Number(moment), style ?? "f", context.locale),
  ],
  [/<(https?:\/\/[^\s<>]+)>/g, ([, url]) => link(url, [url])],
  [/https?:\/\/[^\s<>]*[^\s<>.,:;"')\]]/g, ([url]) => link(url, [url])],
];

/**
 * @param {string} text
 * @param {Context} context
 * @returns {Node[]}
 */
export function inline(text, context) {
  const nodes = [];
  // What was found ahead stays found until the text is read that far: a long text is not searched again and again.
  /** @type {(RegExpExecArray | null | undefined)[]} */
  const ahead = INLINE.map(() => undefined);
  let at = 0;
  while (at < text.length) {
    let first = -1;
    for (const [number, [pattern]] of INLINE.entries()) {
      const known = ahead[number];
      if (known === undefined || (known && known.index < at)) {
        pattern.lastIndex = at;
        ahead[number] = pattern.exec(text);
      }
      const index = ahead[number]?.index ?? Infinity;
      if (index < (ahead[first]?.index ?? Infinity)) first = number;
    }
    const found = ahead[first];
    if (!found) break;
    if (found.index > at) nodes.push(document.createTextNode(text.slice(at, found.index)));
    nodes.push(INLINE[first][1](found, context));
    at = found.index + found[0].length;
  }
  if (at < text.length) nodes.push(document.createTextNode(text.slice(at)));
  return nodes;
}

/**
 * @param {string} url anything but a page of the web leads nowhere
 * @param {(Node | string)[]} children
 */
export function link(url, children) {
  const href = /^https?:\/\//i.test(url) ? url : null;
  return element("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/**
 * @param {string} text
 * @param {boolean} [own]
 */
function mention(text, own = false) {
  return element("bdi", { class: own ? "mention own" : "mention" }, text);
}

/**
 * Give a server's own emoji by its name: nothing here has its picture.
 * @param {string} name
 */
export function emoji(name) {
  return element("span", { class: "custom-emoji", title: `:${name}:` }, `:${name}:`);
}

/**
 * @param {Node[]} children
 * @param {Context} context
 */
function spoiler(children, context) {
  const attributes = { class: "spoiler", role: "button", tabindex: 0, "aria-label": context.say("spoiler") };
  return element("span", attributes, element("span", {}, ...children));
}

/** @typedef {[RegExp, (found: RegExpExecArray, context: Context) => Node]} Block the lines that belong to it; what it is */

/** @type {Block[]} */
const BLOCKS = [
  [/^```(?:([\w+-]+)\n)?\n?([\s\S]+?)\n?```\n?/, ([, , code]) => element("pre", {}, element("code", {}, code))],
  [/^(#{1,3}) +(.+)(?:\n|$)/, ([, marks, text], context) => heading(marks.length, inline(text, context))],
  [/^-# +(.+)(?:\n|$)/, ([, text], context) => element("p", { class: "small", dir: "auto" }, ...inline(text, context))],
  [/^(?: *(?:[-*]|\d{1,3}\.) +.+(?:\n {2,}.+)*(?:\n|$))+/, ([text], context) => list(text, context)],
];

/** Quotes do not stand in quotes. @type {Block[]} */
const WITH_QUOTES = [
  ...BLOCKS,
  [/^>>> ([\s\S]+)/, ([, text], context) => quote(text, context)],
  [/^(?:> .*(?:\n|$))+/, ([text], context) => quote(text.replace(/^> /gm, "").trimEnd(), context)],
];

/**
 * @param {string} text
 * @param {Context} context
 */
function quote(text, context) {
  return element("blockquote", {}, ...blocks(text, context, BLOCKS));
}

/**
 * Headings of a message are no headings of the page's own outline: they start below the message's.
 * @param {number} level
 * @param {Node[]} children
 */
function heading(level, children) {
  const attributes = { class: `heading level-${level}`, dir: "auto", role: "heading", "aria-level": level + 3 };
  return element("p", attributes, ...children);
}

/**
 * @param {string} text
 * @param {Context} context
 */
function list(text, context) {
  const ordered = /^ *\d/.test(text);
  const items = text.trimEnd().split(/\n(?= *(?:[-*]|\d{1,3}\.) )/);
  const first = ordered ? Number(/\d+/.exec(text)?.[0]) : null;
  return element(
    ordered ? "ol" : "ul",
    { start: first === 1 ? null : first },
    ...items.map((item) => {
      const found = /^( *)(?:[-*]|\d{1,3}\.) +([\s\S]+)$/.exec(item);
      const deep = found && found[1].length >= 2;
      return element("li", { class: deep ? "deep" : null, dir: "auto" }, ...inline(found ? found[2] : item, context));
    }),
  );
}

/**
 * @param {Block[]} kinds
 * @param {string} text
 * @returns {[RegExpExecArray, Block[1]] | null}
 */
function first(kinds, text) {
  for (const [pattern, make] of kinds) {
    const found = pattern.exec(text);
    if (found) return [found, make];
  }
  return null;
}

/**
 * @param {string} text
 * @param {Context} context
 * @param {Block[]} [kinds]
 * @returns {Node[]}
 */
function blocks(text, context, kinds = WITH_QUOTES) {
  const nodes = [];
  let rest = text;
  /** @type {string[]} */
  let plain = [];
  const settle = () => {
    const joined = plain.join("").replace(/\n$/, "");
    if (joined) nodes.push(element("p", { dir: "auto" }, ...inline(joined, context)));
    plain = [];
  };
  while (rest) {
    const block = first(kinds, rest);
    if (block) {
      settle();
      nodes.push(block[1](block[0], context));
      rest = rest.slice(block[0][0].length);
      continue;
    }
    // A code block may begin in the middle of a line; everything else begins a line.
    const fence = rest.indexOf("```");
    const end = rest.indexOf("\n") + 1 || rest.length;
    const length = fence > 0 && fence < end && rest.indexOf("```", fence + 3) > 0 ? fence : end;
    plain.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  settle();
  return nodes;
}

/**
 * @param {string} text
 * @param {Context} context
 * @param {Record<string, string>} [attributes]
 */
export function markdown(text, context, attributes = {}) {
  return element("div", { class: "markdown", ...attributes }, ...blocks(text, context));
}
