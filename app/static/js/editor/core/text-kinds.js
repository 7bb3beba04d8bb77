// The kinds of text that a field can hold. The server sends their names (`app/components/text_kinds.py`).

import { parseHtml } from "./dom.js";

/** @typedef {{ isMultiline: boolean, isRich: boolean, plainText: (value: string) => string }} TextKind */

/** @param {string} value */
const unchanged = (value) => value;

/** @type {Record<string, TextKind>} */
const KINDS = {
  text: { isMultiline: false, isRich: false, plainText: unchanged },
  textarea: { isMultiline: true, isRich: false, plainText: unchanged },
  richtext: { isMultiline: true, isRich: true, plainText: plainTextOf },
  address: { isMultiline: false, isRich: false, plainText: unchanged },
};

/** The kind of text with this name, or multi-line plain text if there is none. @param {string} [name] */
export const textKind = (name = "") => KINDS[name] || KINDS.textarea;

/** The plain text of a rich text. @param {string} html */
function plainTextOf(html) {
  const { body } = parseHtml(html.replace(/<\/(p|h\d|li|blockquote)>/g, "$&\n").replace(/<br>/g, "\n"));
  return body.textContent.trim();
}
