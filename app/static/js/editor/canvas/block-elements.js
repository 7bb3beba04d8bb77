// The elements of blocks, their slots, and the style sheet with the rules of individual blocks.

/** The blocks directly in a slot. @param {Element} slot */
export const childBlocks = (slot) => /** @type {HTMLElement[]} */ ([...slot.children]).filter((child) => child.dataset.blockId);

/** The slot that contains a block. @param {Element} block */
export const slotOf = (block) => /** @type {HTMLElement} */ (block.parentElement);

/** The block that a slot belongs to; null for the page's own slot. @param {Element} slot */
export const ownerOf = (slot) => slot.closest("[data-block-id]");

/** The previous sibling of a block. @param {HTMLElement} block */
export function previous(block) {
  const siblings = childBlocks(slotOf(block));
  return siblings[siblings.indexOf(block) - 1];
}

/** The start and end of a block: horizontal if its slot is a row, otherwise vertical. @param {HTMLElement} block @param {boolean} isRow */
export function extent(block, isRow) {
  const box = block.getBoundingClientRect();
  return isRow ? [box.left, box.right] : [box.top, box.bottom];
}

/**
 * Adds the rules that the sheet does not contain yet. Rules are never removed: the class of each rule is named after its
 * content, and a pending echo may need it.
 * @param {CSSStyleSheet | null | undefined} sheet @param {string} text
 */
export function addRules(sheet, text) {
  if (!sheet) return;
  const known = new Set([...sheet.cssRules].map((rule) => rule.cssText));
  for (const rule of rulesOf(text)) {
    if (!known.has(rule)) sheet.insertRule(rule, sheet.cssRules.length);
  }
}

/** The rules as the browser serialises them, so that they can be compared. @param {string} text */
function rulesOf(text) {
  const parsed = new CSSStyleSheet();
  parsed.replaceSync(text);
  return [...parsed.cssRules].map((rule) => rule.cssText);
}

/** The page's style sheet with the rules of individual blocks. @param {Document} page */
export const blockStyles = (page) => /** @type {HTMLStyleElement | null} */ (page.querySelector("#block-styles"))?.sheet;
