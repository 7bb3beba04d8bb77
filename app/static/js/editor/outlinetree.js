// The outline as a tree for the keyboard: arrows, Home, End and the first letters of a name. It is also the way through
// the page for those who read the screen with a program of their own: in a tree, keys reach us without further ado.

import { $, $$ } from "./dom.js";
import { branches, itemOf } from "./outline.js";

const PAUSE = 700;

export function startOutlineTree(editor) {
  let typed = "";
  let typedAt = 0;
  const go = (item) => item && editor.select(item.dataset.select, { focus: false, isSaid: false });
  const isOpen = (item) => item.getAttribute("aria-expanded") === "true";
  const shown = () => $$("#outline [role=treeitem]").filter((item) => branches(item).every(isOpen));

  function named(list, at, letter) {
    const now = Date.now();
    typed = now - typedAt > PAUSE ? letter : typed + letter;
    typedAt = now;
    // One letter again and again goes from one to the next; several are the beginning of a name.
    const isSame = [...typed].every((one) => one === typed[0]);
    const order = [...list.slice(at + 1), ...list.slice(0, at + 1)];
    const wanted = isSame ? typed[0] : typed;
    return (isSame ? order : [list[at], ...order]).find((item) => item.textContent.trim().toLowerCase().startsWith(wanted));
  }

  function sideways(item, isInwards) {
    if (isInwards && isOpen(item)) return go($("[role=group] [role=treeitem]", item.parentElement));
    if (isInwards || isOpen(item)) return toggle(item);
    return go(branches(item)[0]);
  }

  function key(event, item) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return false;
    const list = shown();
    const at = list.indexOf(item);
    const steps = { ArrowDown: list[at + 1], ArrowUp: list[at - 1], Home: list[0], End: list.at(-1) };
    if (/^[\p{L}\p{N}]$/u.test(event.key)) {
      go(named(list, at, event.key.toLowerCase()));
      return true;
    }
    typed = "";
    if (event.key in steps) go(steps[event.key]);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") sideways(item, event.key === "ArrowRight");
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const item = event.target.closest?.("#outline [role=treeitem]");
    if (item && key(event, item)) event.preventDefault();
  }, true);
  document.addEventListener("click", ({ target }) => {
    const twisty = target.closest("[data-twisty]");
    if (twisty) toggle(twisty.closest("[role=treeitem]"));
  });
  watchBranches();
}

// What holds nothing has nothing to open.
function toggle(item) {
  const state = item.getAttribute("aria-expanded");
  if (state) item.setAttribute("aria-expanded", String(state === "false"));
}

function watchBranches() {
  new MutationObserver((records) => {
    const owners = new Set(records.map(({ target }) => target.closest("[data-outline-block]")).filter(Boolean));
    for (const owner of owners) {
      const item = itemOf(owner);
      const isBranch = !!$("[data-outline-block]", owner);
      if (isBranch && !item.hasAttribute("aria-expanded")) item.setAttribute("aria-expanded", "true");
      else if (!isBranch) item.removeAttribute("aria-expanded");
    }
  }).observe($("#panel"), { childList: true, subtree: true });
}
