// Conventions of other programs in clipboard HTML: lists in Word, bold in Google Docs.

/** @type {Record<string, number>} */
const HEADINGS = { MsoTitle: 1, MsoSubtitle: 2, MsoHeading7: 4, MsoHeading8: 4, MsoHeading9: 4 };
const FOREIGN_STYLES = /^(?:MsoQuote|MsoIntenseQuote)/;
const NUMBER = /^\s*\(?(?:\d+|[a-z]|[ivxlc]+)[.)]/i;
// This includes text deleted under Word's change tracking, and the numbers of footnotes that are not pasted.
const HIDDEN = "[hidden], .visually-hidden, .sr-only, .mw-editsection, .reference, .MsoCommentReference, .MsoFootnoteReference, .MsoEndnoteReference, .sdfootnoteanc, .sdendnoteanc, del[datetime]";

/** @param {HTMLElement} element */
export function styleOf(element) {
  /** @type {Record<string, string>} */
  const style = {};
  for (const part of (element.getAttribute("style") || "").split(";")) {
    const at = part.indexOf(":");
    if (at > 0) style[part.slice(0, at).trim().toLowerCase()] = part.slice(at + 1).trim().toLowerCase();
  }
  return style;
}

/**
 * True for content that was invisible in the original, or is meaningless elsewhere.
 * @param {HTMLElement} element @param {Record<string, string>} style
 */
export function isHiddenContent(element, style) {
  if (element.matches(HIDDEN) || style.display === "none" || style.visibility === "hidden") return true;
  if (style["mso-hide"] === "all" || style["mso-list"] === "ignore") return true;
  return /comment-list|header|footer/.test(style["mso-element"] || "");
}

/**
 * The marks of a text, from its tag and the styles that override it. Google Docs wraps everything in a <b> that is not bold.
 * @param {Element} element @param {Record<string, string>} style @param {Marks} marks
 */
export function marksOf(element, style, marks) {
  const tag = element.localName;
  const weight = style["font-weight"] || "";
  const lines = style["text-decoration"] || style["text-decoration-line"] || "";
  const slant = style["font-style"] || "";
  return {
    strong: weight ? isBold(weight, marks.strong) : marks.strong || /^(?:b|strong|th)$/.test(tag),
    em: slant ? /italic|oblique/.test(slant) : marks.em || /^(?:i|em|cite|dfn|var)$/.test(tag),
    u: lines === "none" ? false : marks.u || tag === "u" || element.matches("ins:not([datetime])") || lines.includes("underline"),
    s: marks.s || /^(?:s|strike|del)$/.test(tag) || lines.includes("line-through"),
    code: marks.code || /^(?:code|kbd|samp|tt)$/.test(tag),
  };
}

/** @param {string} weight @param {boolean} around */
function isBold(weight, around) {
  if (/^(?:inherit|unset)/.test(weight)) return around;
  return /^bold/.test(weight) || Number(weight) >= 600;
}

/** The heading level, 1 to 6, from the tag or Word's style name; 0 if the element is not a heading. @param {HTMLElement} element */
export function headingLevel(element) {
  const tag = /^h([1-6])$/.exec(element.localName);
  if (tag) return Number(tag[1]);
  return HEADINGS[element.classList[0]] || (element.getAttribute("role") === "heading" && Number(element.getAttribute("aria-level")) || 0);
}

/** @param {HTMLElement} element */
export const isQuote = (element) => element.localName === "blockquote" || FOREIGN_STYLES.test(element.className);

// Word for the web wraps each item in its own list, with an attribute for its level.
/** @param {HTMLElement} item */
export const levelOf = (item) => Number(item.dataset.ariaLevel || item.getAttribute("aria-level")) || 1;

/**
 * Reads a list item from Word: a paragraph with the level in a style and the bullet or number as text; else null.
 * @param {HTMLElement} element @param {Record<string, string>} style
 */
export function wordItem(element, style) {
  const level = /\blevel(\d)/.exec(style["mso-list"] || "");
  if (!level) return null;
  const marker = [...element.querySelectorAll("span")].find((one) => styleOf(one)["mso-list"] === "ignore")?.textContent || "";
  const kind = NUMBER.test(marker) ? "ol" : "ul";
  const start = parseInt(marker.replace(/\D/g, ""), 10) || 1;
  return { level: Number(level[1]), list: { id: style["mso-list"], kind, start } };
}

/**
 * The target of a link, without the redirects that mail programs and Google add; "" if it has none.
 * @param {HTMLElement} link
 */
export function addressOf(link) {
  const page = link.dataset.page;
  const address = page ? `page:${page}` : (link.getAttribute("href") || "").trim();
  const detour = /^https:\/\/(?:www\.google\.[a-z.]+\/url\?(?:.*&)?q|[\w.]+\.safelinks\.protection\.outlook\.com\/\?(?:.*&)?url)=([^&]+)/.exec(address);
  const direct = detour ? decoded(detour[1]) : address;
  return /^(?:https?:\/\/|mailto:|tel:|page:)[^\s]+$/i.test(direct) ? direct : "";
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
