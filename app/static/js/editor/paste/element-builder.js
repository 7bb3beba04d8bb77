// Builds elements from text blocks read from the clipboard.

const MARKS = ["href", "strong", "em", "u", "s", "code"];

/** @param {TextBlock[]} blocks @param {Document} document_ */
export function build(blocks, document_) {
  const fragment = document_.createDocumentFragment();
  /** @type {OpenItem[]} */
  let path = [];
  /** @type {HTMLElement | null} */
  let quote = null;
  for (const block of blocks) {
    if (!block.quote) quote = null;
    else if (!quote) [quote, path] = [fragment.appendChild(document_.createElement("blockquote")), []];
    const around = quote || fragment;
    if (block.items.length) {
      path = openPath(block.items, path, around, document_);
      addTo(path[path.length - 1].element, block, document_);
    } else {
      path = [];
      const element = document_.createElement(block.tag);
      element.append(...inline(block.runs, MARKS, document_));
      if (block.tag !== "hr" && !block.runs.length) element.append(document_.createElement("br"));
      around.append(element);
    }
  }
  return fragment;
}

/**
 * The list items around a text, from the outermost list inwards. Creates missing ones.
 * @param {Item[]} items @param {OpenItem[]} path @param {ParentNode & Node} around @param {Document} document_
 */
function openPath(items, path, around, document_) {
  const isCommon = items.findIndex((item, at) => path[at]?.id !== item.id);
  const reached = isCommon < 0 ? path.slice(0, items.length) : path.slice(0, isCommon);
  for (const item of items.slice(reached.length)) {
    const host = reached.at(-1)?.element || around;
    const earlier = path[reached.length];
    const goesOn = earlier && earlier.element.parentElement?.parentNode === host && isSame(earlier.list, item.list);
    const list = goesOn ? /** @type {HTMLElement} */ (earlier.element.parentElement) : host.appendChild(openList(item.list, document_));
    reached.push({ ...item, element: list.appendChild(document_.createElement("li")) });
  }
  return reached;
}

/**
 * True if both are the same list, or adjacent lists of which the second does not restart the numbering.
 * @param {List} one @param {List} other
 */
const isSame = (one, other) => one.kind === other.kind && (one.kind === "ul" || one.id === other.id || other.start > 1);

/** @param {List} options @param {Document} document_ */
function openList({ kind, start }, document_) {
  const list = document_.createElement(kind);
  if (kind === "ol" && start !== 1) list.setAttribute("start", String(start));
  return list;
}

/**
 * Appends a paragraph to a list item; further paragraphs become new lines.
 * @param {HTMLElement} item @param {TextBlock} options @param {Document} document_
 */
function addTo(item, { runs }, document_) {
  if (item.lastChild && !/^[UO]L$/.test(item.lastChild.nodeName)) item.append(document_.createElement("br"));
  item.append(...inline(runs, MARKS, document_));
}

/**
 * Creates the nodes of runs. Adjacent runs with the same mark share an element, so a link stays in one piece.
 * @param {Run[]} runs @param {string[]} keys @param {Document} document_ @returns {(Node | string)[]}
 */
function inline(runs, [key, ...rest], document_) {
  if (!key) return runs.map((run) => (run.isBreak ? document_.createElement("br") : run.text || ""));
  /** @type {{ value: string | boolean, runs: Run[] }[]} */
  const groups = [];
  for (const run of runs) {
    const value = /** @type {Record<string, string | boolean | undefined>} */ (run)[key] || "";
    const last = groups.at(-1);
    if (last?.value === value) last.runs.push(run);
    else groups.push({ value, runs: [run] });
  }
  return groups.flatMap(({ value, runs: inner }) => {
    const nodes = inline(inner, rest, document_);
    if (!value) return nodes;
    const element = document_.createElement(key === "href" ? "a" : key);
    if (key === "href") element.setAttribute("href", String(value));
    element.append(...nodes);
    return [element];
  });
}
