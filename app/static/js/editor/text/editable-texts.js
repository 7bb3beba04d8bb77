// The texts of the page: maps elements to fields, and reads their values.

import { $$, closest } from "../core/dom.js";

export class EditableTexts {
  /** @param {Canvas} canvas @param {Rules} rules */
  constructor(canvas, rules) {
    this.canvas = canvas;
    this.rules = rules;
  }

  /** A block's own texts, in reading order. @param {HTMLElement | null} block */
  inBlock(block) {
    const marked = block ? [...(block.matches("[data-field]") ? [block] : []), ...$$("[data-field]", block)] : [];
    return marked.map((element) => this.textAt(element)).filter((text) => text !== null).filter((text) => text.block === block);
  }

  /** The text that an element belongs to. @param {EventTarget | null} target */
  textAt(target) {
    const element = closest(target, "[data-field]");
    const block = element?.closest("[data-block-id]");
    if (!element || !block) return null;
    const rules = this.rules[block.dataset.blockType];
    const path = element.dataset.field;
    const kind = rules?.texts[path.replace(/(^|\.)\d+(?=\.|$)/g, "$1*")];
    if (!kind || !rules.permissions.includes("edit")) return null;
    return { element, block, id: block.dataset.blockId, path, kind, label: element.dataset.label || "" };
  }
}

/** The value of a plain text, with its line breaks. @param {HTMLElement} element */
export function readPlain(element) {
  let text = "";
  /** @param {Node} node */
  const read = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) text += /** @type {Text} */ (child).data;
      else if (child.nodeName === "BR") text += "\n";
      else {
        if (/^(DIV|P)$/.test(child.nodeName) && text && !text.endsWith("\n")) text += "\n";
        read(child);
      }
    }
  };
  read(element);
  // Browsers keep a trailing break so that the caret has a line.
  return text.replace(/\n$/, "");
}

/** @param {HTMLElement} element @param {string} text */
export function writePlain(element, text) {
  const lines = text.split("\n").flatMap((line, at) => (at ? [element.ownerDocument.createElement("br"), line] : [line]));
  element.replaceChildren(...lines.filter((line) => line !== ""));
}

/**
 * The range for a caret at a point, or at the end of the element.
 * @param {HTMLElement} element @param {Point | null | undefined} [point]
 */
export function caretRange(element, point) {
  const document_ = element.ownerDocument;
  const range = (point && rangeAt(document_, point)) || null;
  if (range && element.contains(range.startContainer)) return range;
  const end = document_.createRange();
  end.selectNodeContents(element);
  end.collapse(false);
  return end;
}

/** @param {Document} document_ @param {Point} options */
function rangeAt(document_, { x, y }) {
  if (!document_.caretPositionFromPoint) return document_.caretRangeFromPoint?.(x, y);
  const at = document_.caretPositionFromPoint(x, y);
  if (!at?.offsetNode) return null;
  const range = document_.createRange();
  range.setStart(at.offsetNode, at.offset);
  range.collapse(true);
  return range;
}
