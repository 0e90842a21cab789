/** Embeds of a message (docs: resources/message#embed-object). */
import { mediaElement } from "./attachments.js";
import { element } from "../dom.js";
import { inline, link, markdown } from "./markdown.js";

/** @typedef {import("../types.js").Context} Context */

/**
 * @param {any} embed
 * @param {Context} context
 */
export function embedElement(embed, context) {
  const title = embed.title && inline(embed.title, context);
  const fields = (embed.fields ?? []).map((/** @type {any} */ field) =>
    element(
      "div",
      { class: field.inline ? "field inline" : "field" },
      element("p", { class: "field-name" }, ...inline(field.name, context)),
      markdown(field.value, context),
    ),
  );
  const made = element(
    "div",
    { class: "container embed accented", "data-accent": `#${(embed.color ?? 0x4a5160).toString(16).padStart(6, "0")}` },
    embed.author && element("p", { class: "small" }, embed.author.name),
    title && element("p", { class: "heading level-3" }, ...(embed.url ? [link(embed.url, title)] : title)),
    embed.description && markdown(embed.description, context),
    fields.length ? element("div", { class: "fields" }, ...fields) : null,
    embed.image?.url && mediaElement({ content_type: "image/png", ...embed.image }, embed.title ?? "", context),
    embed.footer && element("p", { class: "small" }, embed.footer.text),
  );
  return made;
}
