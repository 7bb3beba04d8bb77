// Keyboard navigation of the outline, which is an ARIA tree: arrows, Home, End and type-ahead. Inside a tree,
// screen readers pass keys to the page, so their users can navigate the page here.

import { $, $$, closest, get } from "../core/dom.js";
import { enclosingItems, itemOf } from "./outline.js";

const TYPE_AHEAD_MS = 700;

class OutlineTree {
  #typed = "";
  #typedAt = 0;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    document.addEventListener("keydown", (event) => {
      const item = closest(event.target, "#outline [role=treeitem]");
      if (item && this.#key(event, item)) event.preventDefault();
    }, true);
    document.addEventListener("click", ({ target }) => {
      const twisty = closest(target, "[data-twisty]");
      if (twisty) toggle(twisty.closest("[role=treeitem]"));
    });
  }

  /** @param {HTMLElement | null | undefined} item */
  #go(item) {
    if (item) this.editor.select(item.dataset.select, { focus: false, isAnnounced: false });
  }

  /** @param {KeyboardEvent} event @param {HTMLElement} item */
  #key(event, item) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return false;
    const visible = $$("#outline [role=treeitem]").filter((one) => enclosingItems(one).every(isOpen));
    const at = visible.indexOf(item);
    if (/^[\p{L}\p{N}]$/u.test(event.key)) {
      this.#go(this.#typeAhead(visible, at, event.key.toLowerCase()));
      return true;
    }
    this.#typed = "";
    /** @type {Record<string, HTMLElement | undefined>} */
    const steps = { ArrowDown: visible[at + 1], ArrowUp: visible[at - 1], Home: visible[0], End: visible.at(-1) };
    if (event.key in steps) this.#go(steps[event.key]);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") this.#sideways(item, event.key === "ArrowRight");
    else return false;
    return true;
  }

  /**
   * Type-ahead: a repeated letter cycles through its items; several letters find the beginning of a name.
   * @param {HTMLElement[]} items @param {number} at @param {string} letter
   */
  #typeAhead(items, at, letter) {
    const now = Date.now();
    this.#typed = now - this.#typedAt > TYPE_AHEAD_MS ? letter : this.#typed + letter;
    this.#typedAt = now;
    const isSame = [...this.#typed].every((one) => one === letter);
    const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const wanted = isSame ? letter : this.#typed;
    return (isSame ? order : [items[at], ...order]).find((item) => item.textContent.trim().toLowerCase().startsWith(wanted));
  }

  /** @param {HTMLElement} item @param {boolean} isInwards */
  #sideways(item, isInwards) {
    if (isInwards && isOpen(item)) return this.#go($("[role=group] [role=treeitem]", item.parentElement || item));
    if (isInwards || isOpen(item)) return toggle(item);
    return this.#go(enclosingItems(item)[0]);
  }
}

/** @param {Editor} editor */
export function startOutlineTree(editor) {
  new OutlineTree(editor);
  watchBranches();
}

/** @param {HTMLElement} item */
const isOpen = (item) => item.getAttribute("aria-expanded") === "true";

/** Expands or collapses a branch; does nothing for a leaf. @param {HTMLElement | null} item */
function toggle(item) {
  const state = item?.getAttribute("aria-expanded");
  if (state) item?.setAttribute("aria-expanded", String(state === "false"));
}

// Ensures that items with children, and only those, have aria-expanded.
function watchBranches() {
  new MutationObserver((records) => {
    for (const owner of new Set(records.map(({ target }) => closest(target, "[data-outline-block]")))) {
      const item = itemOf(owner);
      if (!owner || !item) continue;
      const isBranch = !!$("[data-outline-block]", owner);
      if (isBranch && !item.hasAttribute("aria-expanded")) item.setAttribute("aria-expanded", "true");
      else if (!isBranch) item.removeAttribute("aria-expanded");
    }
  }).observe(get("#panel"), { childList: true, subtree: true });
}
