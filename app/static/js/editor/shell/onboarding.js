// Onboarding: choices on an empty page, and hints that disappear once the author has done what they suggest.

import { closest, get } from "../core/dom.js";

const STORAGE_KEY = "quillspace:hints";
/** `until`: the action after which a hint is no longer shown. @type {{ name: string, text: string, until: string, touch?: string }[]} */
const HINTS = [
  { name: "select", text: "Click anything on the page to change it. Its settings appear beside the page.", until: "select" },
  { name: "write", text: "Click some text again, or press Enter, to type right on the page.", until: "update" },
  { name: "order", text: "Drag a part to another place, or move it with Alt and the arrow keys.", touch: "Touch and hold a part, then drag it, or use the arrows above it.", until: "moves" },
  { name: "undo", text: "Nothing is ever lost: Undo goes back step by step, even tomorrow.", until: "undos" },
];

/** @param {Editor} editor */
export function startOnboarding(editor) {
  const { canvas } = editor;
  const empty = get("#empty-page");
  const update = () => {
    empty.hidden = editor.isReadOnly || !canvas.isLoaded || canvas.blocks().length > 0;
    const slot = !empty.hidden && canvas.slot("root");
    if (!slot) return;
    const room = canvas.toOverlay(slot.getBoundingClientRect());
    empty.style.insetBlockStart = `${Math.round(room.top + Math.max(0, (room.height - empty.offsetHeight) / 2))}px`;
  };
  canvas.onLoad((frame) => {
    update();
    for (const change of ["resize", "scroll"]) canvas.window.addEventListener(change, update, { passive: true });
    new MutationObserver(update).observe(frame.body, { childList: true, subtree: true });
  });
  empty.addEventListener("click", async ({ target }) => {
    const component = closest(target, "[data-start-with]")?.dataset.startWith;
    if (!component) return;
    await editor.gestures.insert(component);
    editor.act("edit");
  });
  if (!editor.isReadOnly) startHints(editor);
}

/** @param {Editor} editor */
function startHints(editor) {
  const bar = get("#hint");
  const isTouch = matchMedia("(pointer: coarse)").matches;
  /** @type {typeof HINTS[number] | null} */
  let shown = null;
  const next = () => {
    const seen = read();
    shown = editor.canvas.blocks().length ? HINTS.find(({ name }) => !seen.includes(name)) || null : null;
    bar.hidden = !shown;
    if (shown) get("[data-hint-words]", bar).textContent = (isTouch && shown.touch) || shown.text;
  };
  /** @param {string} action */
  const done = (action) => {
    for (const { name, until } of HINTS) if (action === until) remember(name);
    if (shown?.until === action) next();
  };
  get("[data-hint-done]", bar).addEventListener("click", () => {
    if (shown) remember(shown.name);
    next();
  });
  editor.canvas.onLoad(next);
  editor.onSelect((id) => id && done("select"));
  editor.onAcknowledged(({ url, key }) => {
    if (bar.hidden && !shown) next();
    done(key ? "update" : url.slice(url.lastIndexOf("/") + 1));
  });
}

/** @returns {string[]} */
function read() {
  try {
    return JSON.parse(localStorage.getItem(STORAGE_KEY) || "null") || [];
  } catch {
    return HINTS.map(({ name }) => name);
  }
}

/** @param {string} name */
function remember(name) {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify([...new Set([...read(), name])]));
  } catch { /* Without storage, no hints are shown. */ }
}
