import { element } from "../dom.js";

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["year", 31557600],
  ["month", 2629800],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** Seconds away from now from which on a time is spelled by the minute at most, and how many seconds pass until it is. */
const FAR = 3600;
const FAR_BEATS = 30;

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

/** @type {Map<string, Intl.DateTimeFormat>} */
const FORMATS = new Map();

/**
 * Give a format, made once: to make one takes longer than to use it.
 * @param {string} locale
 * @param {string} style
 */
function format(locale, style) {
  const key = `${locale} ${style}`;
  const known = FORMATS.get(key) ?? new Intl.DateTimeFormat(locale, STYLES[style] ?? STYLES.f);
  FORMATS.set(key, known);
  return known;
}

/** @type {Map<string, Intl.RelativeTimeFormat>} */
const RELATIVE = new Map();

/** @param {string} locale */
function relative(locale) {
  const known = RELATIVE.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  RELATIVE.set(locale, known);
  return known;
}

/**
 * @param {number} moment seconds since 1970
 * @param {string} style a letter of Discord's, R being "in two minutes"
 * @param {string} locale
 */
export function spell(moment, style, locale) {
  if (style !== "R") return format(locale, style).format(moment * 1000);
  const distance = moment - Date.now() / 1000;
  const [unit, seconds] = UNITS.find(([, size]) => Math.abs(distance) >= size) ?? ["second", 1];
  return relative(locale).format(Math.round(distance / seconds), unit);
}

/**
 * @param {number} moment seconds since 1970
 * @param {string} style
 * @param {string} locale
 */
export function timeElement(moment, style, locale) {
  const date = new Date(moment * 1000);
  if (Number.isNaN(date.valueOf())) return document.createTextNode(`<t:${moment}>`);
  const attributes = {
    datetime: date.toISOString(),
    title: spell(moment, "F", locale),
    "data-moment": moment,
    "data-style": style,
    "data-locale": locale,
  };
  return element("time", attributes, spell(moment, style, locale));
}

/** Keep the relative times of the whole page true: near ones every second, far ones, which change rarely, now and then. */
export function keepTime() {
  let beat = 0;
  setInterval(() => {
    const everything = beat++ % FAR_BEATS === 0;
    const now = Date.now() / 1000;
    for (const time of document.querySelectorAll('time[data-style="R"]')) {
      const moment = Number(time.getAttribute("data-moment"));
      if (!everything && Math.abs(moment - now) > FAR) continue;
      const said = spell(moment, "R", time.getAttribute("data-locale") ?? "en");
      if (time.textContent !== said) time.textContent = said;
    }
  }, 1000);
}
