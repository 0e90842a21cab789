/** Discord's Markdown as DOM nodes. Nothing that came from a message is ever read as markup. */
import { element } from "./dom.js";
import { timeElement } from "./times.js";

/** @typedef {import("./types.js").Context} Context */

/**
 * One pattern for each thing that can stand inside a line; the first that matches at the earliest place wins.
 * @type {[RegExp, (found: RegExpExecArray, context: Context) => Node][]}
 */
const INLINE = [
  [/\\([\\`*_~|<>#\-.[\](){}!+:@/"'])/, ([, escaped]) => document.createTextNode(escaped)],
  [/``(.+?)``(?!`)/s, ([, code]) => element("code", {}, code.trim())],
  [/`([^`]+)`(?!`)/, ([, code]) => element("code", {}, code)],
  [
    /\*\*\*(?=\S)(.+?)\*\*\*/s,
    ([, text], context) => element("strong", {}, element("em", {}, ...inline(text, context))),
  ],
  [/\*\*(?=\S)(.+?)\*\*(?!\*)/s, ([, text], context) => element("strong", {}, ...inline(text, context))],
  [/__(?=\S)(.+?)__(?!_)/s, ([, text], context) => element("u", {}, ...inline(text, context))],
  [/\*(?=[^\s*])((?:\*\*|[^*])+?)(?<!\s)\*(?!\*)/s, ([, text], context) => element("em", {}, ...inline(text, context))],
  [/(?<!\w)_(?=[^\s_])([^_]+?)_(?!\w)/s, ([, text], context) => element("em", {}, ...inline(text, context))],
  [/~~(?=\S)(.+?)~~/s, ([, text], context) => element("s", {}, ...inline(text, context))],
  [/\|\|(.+?)\|\|/s, ([, text], context) => spoiler(inline(text, context), context)],
  [
    /\[((?:[^[\]\\]|\\.)+)\]\(<?(https?:\/\/[^\s<>()]+)>?(?: "[^"]*")?\)/,
    ([, text, url], context) => link(url, inline(text, context)),
  ],
  [/<@!?(\d+)>/, ([, id], context) => mention(`@${context.person(id) ?? "unknown-user"}`, id === context.viewer)],
  [/<@&(\d+)>/, ([, id], context) => mention(`@${context.role(id) ?? "deleted-role"}`)],
  [/<#(\d+)>/, ([, id], context) => mention(`#${context.channel(id) ?? context.say("unknown-channel")}`)],
  [/<\/([^:>]+):\d+>/, ([, command]) => mention(`/${command}`)],
  [/@(?:everyone|here)\b/, ([text]) => mention(text)],
  [
    /<t:(-?\d{1,13})(?::([tTdDfFsSR]))?>/,
    ([, moment, style], context) => timeElement(Number(moment), style ?? "f", context.locale),
  ],
  [/<(https?:\/\/[^\s<>]+)>/, ([, url]) => link(url, [url])],
  [/https?:\/\/[^\s<>]*[^\s<>.,:;"')\]]/, ([url]) => link(url, [url])],
];

/**
 * @param {string} text
 * @param {Context} context
 * @returns {Node[]}
 */
export function inline(text, context) {
  const nodes = [];
  let rest = text;
  while (rest) {
    /** @type {[RegExpExecArray, (found: RegExpExecArray, context: Context) => Node] | null} */
    let first = null;
    for (const [pattern, make] of INLINE) {
      const found = pattern.exec(rest);
      if (found && (!first || found.index < first[0].index)) first = [found, make];
    }
    if (!first) break;
    const [found, make] = first;
    if (found.index) nodes.push(document.createTextNode(rest.slice(0, found.index)));
    nodes.push(make(found, context));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) nodes.push(document.createTextNode(rest));
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
  return element("span", { class: own ? "mention own" : "mention" }, text);
}

/**
 * @param {Node[]} children
 * @param {Context} context
 */
function spoiler(children, context) {
  const attributes = { class: "spoiler", role: "button", tabindex: 0, "aria-label": context.say("spoiler") };
  return element("span", attributes, element("span", {}, ...children));
}

/**
 * A block: the lines that belong to it, and what it becomes.
 * @type {[RegExp, (found: RegExpExecArray, context: Context) => Node][]}
 */
const BLOCKS = [
  [/^```(?:([\w+-]+)\n)?\n?([\s\S]+?)\n?```\n?/, ([, , code]) => element("pre", {}, element("code", {}, code))],
  [/^>>> ([\s\S]+)/, ([, text], context) => element("blockquote", {}, ...blocks(text, context))],
  [
    /^(?:> .*(?:\n|$))+/,
    ([text], context) => element("blockquote", {}, ...blocks(text.replace(/^> /gm, "").trimEnd(), context)),
  ],
  [/^(#{1,3}) +(.+)(?:\n|$)/, ([, marks, text], context) => heading(marks.length, inline(text, context))],
  [/^-# +(.+)(?:\n|$)/, ([, text], context) => element("p", { class: "small" }, ...inline(text, context))],
  [/^(?: *(?:[-*]|\d{1,3}\.) +.+(?:\n {2,}.+)*(?:\n|$))+/, ([text], context) => list(text, context)],
];

/**
 * Headings of a message are no headings of the page's own outline: they start below the message's.
 * @param {number} level
 * @param {Node[]} children
 */
function heading(level, children) {
  return element("p", { class: `heading level-${level}`, role: "heading", "aria-level": level + 3 }, ...children);
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
      return element("li", { class: deep ? "deep" : null }, ...inline(found ? found[2] : item, context));
    }),
  );
}

/**
 * @param {string} text
 * @param {Context} context
 * @returns {Node[]}
 */
export function blocks(text, context) {
  const nodes = [];
  let rest = text;
  /** @type {string[]} */
  let plain = [];
  const settle = () => {
    const joined = plain.join("").replace(/\n$/, "");
    if (joined) nodes.push(element("p", {}, ...inline(joined, context)));
    plain = [];
  };
  while (rest) {
    const block = BLOCKS.map(([pattern, make]) => ({ found: pattern.exec(rest), make })).find(({ found }) => found);
    if (block?.found) {
      settle();
      nodes.push(block.make(block.found, context));
      rest = rest.slice(block.found[0].length);
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
