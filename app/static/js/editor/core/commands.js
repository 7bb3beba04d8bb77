// Everything that an author can do, by name: the keyboard, the buttons (`data-act`), the palette of commands and
// the list of shortcuts all read this one register.

/** @type {Map<string, Command>} */
const register = new Map();
const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
/** @type {Record<string, string>} */
const NAMES = {
  ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", " ": "Space", ContextMenu: "Menu",
  Mod: IS_APPLE ? "⌘" : "Ctrl", Alt: IS_APPLE ? "⌥" : "Alt", Shift: IS_APPLE ? "⇧" : "Shift",
};
const SINGLE = /^\S$/u;
const OFF = `quillspace:single-keys-off:${document.body.dataset.user}`;

/**
 * keys: such as "Mod+Shift+Z" (Mod is Ctrl, or Cmd on a Mac), "Alt+ArrowUp", "Delete", "?".
 * scope: "page" while no text is being typed; "history" also then, unless the text has changes of its own to undo;
 *        "text" while a text with formatting is being edited; "browser" where the browser itself makes something of the keys; "everywhere" always.
 * needs: "block" where a selection is needed; may: whether it can be done just now;
 * isListed: whether the palette of commands and the shortcuts tell of it; inMenu: whether a part's own menu does.
 * @param {string} name
 * @param {{ title: string, group?: string, keys?: string[], scope?: string, needs?: string, may?: () => boolean, isListed?: boolean, inMenu?: boolean, changes?: boolean, run: () => unknown }} options
 */
export function command(name, { title, group = "Page", keys = [], scope = "page", needs = "", may = () => true, isListed = true, inMenu = false, changes = false, run }) {
  register.set(name, { name, title, group, keys, scope, needs, may, isListed, inMenu, changes, run });
}

export const commands = () => [...register.values()];
/** @param {string} name */
export const findCommand = (name) => register.get(name);
/** @param {KeyboardEvent} event */
export const commandFor = (event) => commandsFor(event)[0];

/** Several commands may share keys, each with a scope of its own. @param {KeyboardEvent} event */
export function commandsFor(event) {
  const pressed = chord(event);
  if (SINGLE.test(pressed) && !singleKeys.areOn) return [];
  return commands().filter(({ keys, scope }) => scope !== "browser" && keys.includes(pressed));
}

/** What can be done just now. @param {Pick<Command, "needs" | "changes" | "may">} options @param {Editor} editor */
export function canRun({ needs, changes, may }, editor) {
  if (needs === "block" && !editor.block) return false;
  return !(changes && editor.isReadOnly) && may();
}

/**
 * Keys that are a letter or a sign alone can be switched off: who dictates, or hits keys by accident, needs that.
 * @param {KeyboardEvent} event
 */
export const isSingle = (event) => SINGLE.test(chord(event));
export const singleKeys = {
  get areOn() {
    try {
      return !localStorage.getItem(OFF);
    } catch {
      return true;
    }
  },
  set areOn(wanted) {
    try {
      if (wanted) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch { /* without storage they stay on */ }
  },
};

/**
 * The keys of an event as commands spell them. AltGr types letters in many languages, so it is never a shortcut.
 * @param {KeyboardEvent} event
 */
export function chord(event) {
  if (event.getModifierState?.("AltGraph") || event.isComposing) return "";
  const key = event.key?.length === 1 ? event.key.toUpperCase() : event.key;
  const isLetter = event.key?.length > 1 || /^[A-Z0-9]$/.test(key);
  const parts = [
    (event.ctrlKey || event.metaKey) && "Mod", event.altKey && "Alt", event.shiftKey && isLetter && "Shift", key,
  ];
  return parts.filter(Boolean).join("+");
}

/** The keys as a person reads them. @param {string} keys */
export const keysAsText = (keys) => keys.split(/\+(?=.)/).map((key) => NAMES[key] || key).join(IS_APPLE ? " " : " + ");
