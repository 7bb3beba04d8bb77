// Saves and restores the caret by its character offset while the text's elements are replaced.

/** Saves the selection; returns a function that recreates it as a range. @param {HTMLElement} element */
export function keepCaret(element) {
  const selection = element.ownerDocument.getSelection();
  if (!selection?.rangeCount || !element.contains(selection.anchorNode)) return () => null;
  const range = selection.getRangeAt(0);
  const [start, end] = [before(element, range.startContainer, range.startOffset), before(element, range.endContainer, range.endOffset)];
  return () => {
    const again = element.ownerDocument.createRange();
    again.setStart(...spot(element, start));
    again.setEnd(...spot(element, end));
    return again;
  };
}

/** @param {HTMLElement} element @param {Node} node @param {number} offset */
function before(element, node, offset) {
  const range = element.ownerDocument.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** @param {HTMLElement} element @param {number} characters @returns {[Node, number]} */
function spot(element, characters) {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = characters;
  /** @type {Text | null} */
  let last = null;
  while (walker.nextNode()) {
    last = /** @type {Text} */ (walker.currentNode);
    if (left <= last.length) return [last, left];
    left -= last.length;
  }
  return last ? [last, last.length] : [element, 0];
}
