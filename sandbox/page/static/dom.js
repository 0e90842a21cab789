/**
 * Make an element; children are nodes or text, never markup.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 *   those that are false, null or undefined are left out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Attributes that belong to the reader, not to the message: what was opened stays open. */
const READERS = new Set(["aria-expanded", "data-open"]);

/**
 * Turn what `shown` contains into what `wanted` contains, leaving alike elements where they are: a video that is not
 * moved plays on.
 * @param {Element} shown
 * @param {Element} wanted
 */
export function morph(shown, wanted) {
  const before = [...shown.childNodes];
  const after = [...wanted.childNodes];
  const kept = alike(before, after);
  const stays = new Set(kept.values());
  for (const node of before) {
    if (!stays.has(node)) node.remove();
  }
  let place = shown.firstChild;
  for (const node of after) {
    const old = kept.get(node);
    if (!old) {
      shown.insertBefore(node, place);
      continue;
    }
    place = old.nextSibling;
    if (old instanceof Element && node instanceof Element) renew(old, node);
    else if (old.nodeValue !== node.nodeValue) old.nodeValue = node.nodeValue;
  }
}

/**
 * @param {Element} old
 * @param {Element} node
 */
function renew(old, node) {
  if (old.hasAttribute("data-whole") && node.hasAttribute("data-whole")) return;
  for (const { name } of [...old.attributes]) {
    if (!node.hasAttribute(name) && !READERS.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of [...node.attributes]) {
    if (old.getAttribute(name) !== value && !READERS.has(name)) old.setAttribute(name, value);
  }
  morph(old, node);
}

/** @param {Node} node */
function signature(node) {
  if (!(node instanceof Element)) return `#${node.nodeType}`;
  // What has a key is the same thing in whatever colour.
  return `${node.nodeName} ${node.getAttribute("data-key") ?? `.${node.className}`}`;
}

/** Pairs of nodes that are compared with each other at most; beyond that only those that begin and end alike stay. */
const COMPARED = 250_000;

/**
 * Find the longest run of alike nodes in the same order; gives for each new node the old one that it becomes.
 * @param {Node[]} before
 * @param {Node[]} after
 * @returns {Map<Node, Node>}
 */
function alike(before, after) {
  const old = before.map(signature);
  const next = after.map(signature);
  const shorter = Math.min(old.length, next.length);
  const kept = new Map();
  let start = 0;
  while (start < shorter && old[start] === next[start]) kept.set(after[start], before[start++]);
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === next[next.length - 1 - end]) {
    end++;
    kept.set(after[next.length - end], before[old.length - end]);
  }
  const [ends, nexts] = [old.length - end, next.length - end];
  if ((ends - start) * (nexts - start) > COMPARED) return kept;
  for (const [i, j] of longest(old.slice(start, ends), next.slice(start, nexts))) {
    kept.set(after[start + j], before[start + i]);
  }
  return kept;
}

/**
 * @param {string[]} old
 * @param {string[]} next
 * @returns {[number, number][]} the places of what both have in common
 */
function longest(old, next) {
  const length = Array.from({ length: old.length + 1 }, () => new Array(next.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = next.length - 1; j >= 0; j--) {
      length[i][j] = old[i] === next[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  /** @type {[number, number][]} */
  const pairs = [];
  for (let i = 0, j = 0; i < old.length && j < next.length;) {
    if (old[i] === next[j]) pairs.push([i++, j++]);
    else if (length[i + 1][j] >= length[i][j + 1]) i++;
    else j++;
  }
  return pairs;
}
