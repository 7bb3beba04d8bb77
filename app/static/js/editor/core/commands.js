// The registry of commands, by name. The keyboard, the buttons (`data-act`), the command palette, a block's menu and the
// list of shortcuts all use it.

/** @type {Map<string, Command>} */
const registry = new Map();
const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
/** @type {Record<string, string>} */
const KEY_NAMES = {
  ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", " ": "Space", ContextMenu: "Menu",
  Mod: IS_APPLE ? "⌘" : "Ctrl", Alt: IS_APPLE ? "⌥" : "Alt", Shift: IS_APPLE ? "⇧" : "Shift",
};
const SINGLE_CHARACTER = /^\S$/u;
const STORAGE_KEY = `quillspace:single-keys-off:${document.body.dataset.user}`;

/**
 * Registers a command.
 * keys: for example "Mod+Shift+Z" (Mod is Ctrl, or Cmd on a Mac), "Alt+ArrowUp", "Delete", "?".
 * scope: where the keys work. "page": while no text field has the focus; "history": even in a text field, unless it has
 *        changes of its own to undo; "text": while rich text is edited; "everywhere": always; "browser": the keys are
 *        only shown, because the browser's own event runs the command.
 * needs: "block" if it requires a selection; may: whether it can run now; changes: whether it edits the page;
 * isListed: whether the command palette and the list of shortcuts show it; inMenu: whether a block's menu does.
 * @param {string} name
 * @param {{ title: string, group?: string, keys?: string[], scope?: string, needs?: string, may?: () => boolean, isListed?: boolean, inMenu?: boolean, changes?: boolean, run: () => unknown }} options
 */
export function command(name, { title, group = "Page", keys = [], scope = "page", needs = "", may = () => true, isListed = true, inMenu = false, changes = false, run }) {
  registry.set(name, { name, title, group, keys, scope, needs, may, isListed, inMenu, changes, run });
}

export const commands = () => [...registry.values()];
/** @param {string} name */
export const findCommand = (name) => registry.get(name);
/** @param {KeyboardEvent} event */
export const commandFor = (event) => commandsFor(event)[0];

/** The commands for the keys of an event. Several may share keys, each with its own scope. @param {KeyboardEvent} event */
export function commandsFor(event) {
  const pressed = chord(event);
  if (SINGLE_CHARACTER.test(pressed) && !singleKeys.areOn) return [];
  return commands().filter(({ keys, scope }) => scope !== "browser" && keys.includes(pressed));
}

/** Whether a command can run now. @param {Pick<Command, "needs" | "changes" | "may">} options @param {Editor} editor */
export function canRun({ needs, changes, may }, editor) {
  if (needs === "block" && !editor.block) return false;
  return !(changes && editor.isReadOnly) && may();
}

/**
 * True for a single-character shortcut without modifiers. These can be switched off (WCAG 2.1.4), for people who dictate
 * or press keys by accident.
 * @param {KeyboardEvent} event
 */
export const isSingleKey = (event) => SINGLE_CHARACTER.test(chord(event));
export const singleKeys = {
  get areOn() {
    try {
      return !localStorage.getItem(STORAGE_KEY);
    } catch {
      return true;
    }
  },
  set areOn(wanted) {
    try {
      if (wanted) localStorage.removeItem(STORAGE_KEY);
      else localStorage.setItem(STORAGE_KEY, "1");
    } catch { /* Without storage, single-key shortcuts stay on. */ }
  },
};

/**
 * The keys of an event in the notation of `command`; "" with AltGr, which types characters in many languages.
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

/** Keys as shown to the author, such as "Ctrl + Z". @param {string} keys */
export const keysAsText = (keys) => keys.split(/\+(?=.)/).map((key) => KEY_NAMES[key] || key).join(IS_APPLE ? " " : " + ");
