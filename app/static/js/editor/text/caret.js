// Saves and restores the caret by its character offset while the text's elements are replaced.

/** Saves the selection; returns a function that recreates it as a range. @param {HTMLElement} element */
export function saveCaret(element) {
  const selection = element.ownerDocument.getSelection();
  if (!selection?.rangeCount || !element.contains(selection.anchorNode)) return () => null;
  const range = selection.getRangeAt(0);
  const [start, end] = [offsetOf(element, range.startContainer, range.startOffset), offsetOf(element, range.endContainer, range.endOffset)];
  return () => {
    const restored = element.ownerDocument.createRange();
    restored.setStart(...positionAt(element, start));
    restored.setEnd(...positionAt(element, end));
    return restored;
  };
}

/** @param {HTMLElement} element @param {Node} node @param {number} offset */
function offsetOf(element, node, offset) {
  const range = element.ownerDocument.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** @param {HTMLElement} element @param {number} characters @returns {[Node, number]} */
function positionAt(element, characters) {
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
