// Keys in rich text beyond the library's own. Each handler returns whether it handled the key.

/** @type {Record<string, string>} */
const SHORTHANDS = { "#": "h2", "##": "h2", "###": "h3", "####": "h4", "-": "ul", "*": "ul", "1.": "ol", "1)": "ol", ">": "quote" };

/** @param {Event} event */
function handled(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  return true;
}

/**
 * Undoes and redoes the text's own typing; when there is none left, the page handles the keys.
 * @param {RichText} rich @param {KeyboardEvent} event
 */
export function undoTyping(rich, event) {
  if (!/^[zy]$/i.test(event.key) || !(event.ctrlKey || event.metaKey)) return false;
  const isBack = event.key.toLowerCase() === "z" && !event.shiftKey;
  if (!(isBack ? rich.canUndo : rich.canRedo)) return false;
  if (isBack) rich.squire.undo();
  else rich.squire.redo();
  return handled(event);
}

/** Applies shorthands: "## " starts a heading, "- " a list, "> " a quote. @param {RichText} rich @param {KeyboardEvent} event */
export function applyShorthand(rich, event) {
  if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const { block, range } = rich;
  if (!block || !range.collapsed || block.localName === "pre" || block.closest("li")) return false;
  const before = range.cloneRange();
  before.setStart(block, 0);
  const shorthand = before.toString().replace(/\u200b/g, "");
  if (!(shorthand in SHORTHANDS)) return false;
  rich.squire.saveUndoState();
  before.deleteContents();
  if (!block.textContent) block.replaceChildren(rich.document.createElement("br"));
  before.setStart(block, 0);
  before.collapse(true);
  rich.squire.setSelection(before);
  rich.toggle(SHORTHANDS[shorthand]);
  return handled(event);
}

/**
 * Inserts a line break. In verse, Enter does this too; on an empty line, it starts a new stanza.
 * @param {RichText} rich @param {InputEvent} event
 */
export function breakLine(rich, event) {
  const isVerse = rich.keepsLines && event.inputType === "insertParagraph" && !rich.block?.closest("li");
  if (event.inputType !== "insertLineBreak" && !isVerse) return false;
  if (isVerse && isAfterBreak(rich.range)) return void /** @type {ChildNode} */ (lineBefore(rich.range)).remove();
  rich.squire.saveUndoState();
  const { range, document: document_ } = rich;
  range.deleteContents();
  const line = document_.createElement("br");
  range.insertNode(line);
  // At the end of a block, a second break gives the caret a line of its own.
  if (isLast(line, rich.block || rich.element)) line.after(document_.createElement("br"));
  range.setStartAfter(line);
  range.collapse(true);
  rich.squire.setSelection(range);
  return handled(event);
}

/** @param {Range} range */
const isAfterBreak = (range) => range.collapsed && lineBefore(range)?.nodeName === "BR";

/** @param {Range} options */
function lineBefore({ startContainer: node, startOffset: offset }) {
  if (node.nodeType === Node.ELEMENT_NODE) return node.childNodes[offset - 1];
  return offset ? null : node.previousSibling;
}

/** True if nothing follows a node in its block. @param {Node} node @param {HTMLElement} block */
function isLast(node, block) {
  const rest = block.ownerDocument.createRange();
  rest.setStartAfter(node);
  rest.setEnd(block, block.childNodes.length);
  return !rest.toString() && !rest.cloneContents().querySelector("br");
}
