// The elements of blocks: the slots that they stand in, and the rules of the page's style sheet for single blocks.

/** The blocks that stand in a slot. @param {Element} slot */
export const childBlocks = (slot) => /** @type {HTMLElement[]} */ ([...slot.children]).filter((child) => child.dataset.blockId);

/** The slot that a block stands in. @param {Element} block */
export const slotOf = (block) => /** @type {HTMLElement} */ (block.parentElement);

/** The block that has a slot. @param {Element} slot */
export const ownerOf = (slot) => slot.closest("[data-block-id]");

/** The sibling before a block. @param {HTMLElement} block */
export function previous(block) {
  const siblings = childBlocks(slotOf(block));
  return siblings[siblings.indexOf(block) - 1];
}

/** Where a block begins and ends, along a row or a column. @param {HTMLElement} block @param {boolean} isRow */
export function extent(block, isRow) {
  const box = block.getBoundingClientRect();
  return isRow ? [box.left, box.right] : [box.top, box.bottom];
}

/**
 * Adds those that are not there yet. None is ever taken away: each goes by a class that says all of it, and what is
 * about to be painted may need it.
 * @param {CSSStyleSheet | null | undefined} sheet @param {string} text
 */
export function addRules(sheet, text) {
  if (!sheet) return;
  const known = new Set([...sheet.cssRules].map((rule) => rule.cssText));
  for (const rule of rulesOf(text)) {
    if (!known.has(rule)) sheet.insertRule(rule, sheet.cssRules.length);
  }
}

/** As the browser spells them, so that those which are there already are known. @param {string} text */
function rulesOf(text) {
  const parsed = new CSSStyleSheet();
  parsed.replaceSync(text);
  return [...parsed.cssRules].map((rule) => rule.cssText);
}

/** The page's style sheet with the rules of single blocks. @param {Document} page */
export const blockStyles = (page) => /** @type {HTMLStyleElement | null} */ (page.querySelector("#block-styles"))?.sheet;
