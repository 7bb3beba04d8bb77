// The context menu of the selection, opened from its toolbar, with Shift+F10 or with a right click.

import { canRun, commands, keysAsText } from "../core/commands.js";
import { $, $$, closest, get, rememberFocus } from "../core/dom.js";

const MARGIN_PX = 8;
/** @type {HTMLElement | null} */
let opened = null;

/** Opens the menu at a point in the window. @param {Editor} editor @param {{ left: number, top: number }} options */
export function openPartMenu(editor, { left, top }) {
  const restoreFocus = rememberFocus();
  opened?.remove();
  const menu = (opened = createMenu(editor));
  get("#stage").append(menu);
  menu.showPopover();
  menu.style.left = `${Math.max(MARGIN_PX, Math.min(left, innerWidth - menu.offsetWidth - MARGIN_PX))}px`;
  menu.style.top = `${Math.max(MARGIN_PX, Math.min(top, innerHeight - menu.offsetHeight - MARGIN_PX))}px`;
  const opener = $("[data-act=part-menu]");
  opener?.setAttribute("aria-expanded", "true");
  menu.addEventListener("keydown", (event) => onKey(event, menu, restoreFocus));
  menu.addEventListener("click", ({ target }) => {
    const chosen = closest(target, "[role=menuitem]")?.dataset.name;
    if (!chosen) return;
    menu.hidePopover();
    restoreFocus();
    editor.act(chosen);
  });
  menu.addEventListener("toggle", ({ newState }) => {
    if (newState === "open") return;
    opener?.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body || document.activeElement === editor.canvas.frame) restoreFocus();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => relatedTarget && !menu.contains(/** @type {Node} */ (relatedTarget)) && menu.hidePopover());
  get("[role=menuitem]", menu).focus();
}

/** @param {Editor} editor */
function createMenu(editor) {
  const list = document.createElement("div");
  list.className = "ed-menu";
  list.popover = "auto";
  list.setAttribute("role", "menu");
  const count = editor.selection.length;
  list.setAttribute("aria-label", count > 1 ? `${count} parts` : editor.canvas.label(editor.block));
  const groups = Map.groupBy(commands().filter((one) => one.inMenu && canRun(one, editor)), ({ group }) => group);
  for (const [name, inside] of groups) {
    const group = list.appendChild(document.createElement("div"));
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", name);
    group.append(...inside.map(item));
  }
  return list;
}

/** @param {Command} options */
function item({ name, title, keys }) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "ed-menu__item", tabIndex: -1, textContent: title });
  button.setAttribute("role", "menuitem");
  button.dataset.name = name;
  if (!keys.length) return button;
  const hint = button.appendChild(document.createElement("kbd"));
  hint.textContent = keysAsText(keys[0]);
  hint.setAttribute("aria-hidden", "true");
  button.setAttribute("aria-keyshortcuts", keys[0].replace("Mod", "Control"));
  return button;
}

/** @param {KeyboardEvent} event @param {HTMLElement} menu @param {() => void} restoreFocus */
function onKey(event, menu, restoreFocus) {
  const items = $$("[role=menuitem]", menu);
  const at = items.findIndex((one) => one === document.activeElement);
  /** @type {Record<string, number>} */
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  event.stopPropagation();
  if (event.key in steps) items.at(steps[event.key] % items.length)?.focus();
  else if (event.key === "Tab") menu.hidePopover();
  else if (event.key === "Escape") {
    // Restores the focus immediately, because the next key is meant for the page.
    menu.hidePopover();
    restoreFocus();
  }
  else if (/^\p{L}$/u.test(event.key)) [...items.slice(at + 1), ...items].find((one) => one.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  else return;
  if (event.key !== "Tab") event.preventDefault();
}
