// Everything that an author can do, by name: the keyboard, the buttons (`data-act`), the palette of commands and
// the list of shortcuts all read this one register.

const register = new Map();
const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES = {
  ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", Mod: IS_APPLE ? "⌘" : "Ctrl",
  Alt: IS_APPLE ? "⌥" : "Alt", Shift: IS_APPLE ? "⇧" : "Shift",
};

// keys: such as "Mod+Shift+Z" (Mod is Ctrl, or Cmd on a Mac), "Alt+ArrowUp", "Delete", "?".
// scope: "page" while no text is being typed; "history" also then, unless the text has changes of its own to undo;
//        "everywhere" always.
// needs: "block" where a selection is needed; isListed: whether the palette of commands and the shortcuts tell of it.
export function command(name, { title, group = "Page", keys = [], scope = "page", needs = "", isListed = true, changes = false, run }) {
  register.set(name, { name, title, group, keys, scope, needs, isListed, changes, run });
}

export const commands = () => [...register.values()];
export const findCommand = (name) => register.get(name);
export const commandFor = (event) => {
  const pressed = chord(event);
  return commands().find(({ keys }) => keys.includes(pressed));
};

// The keys of an event as commands spell them. AltGr types letters in many languages, so it is never a shortcut.
export function chord(event) {
  if (event.getModifierState?.("AltGraph") || event.isComposing) return "";
  const key = event.key?.length === 1 ? event.key.toUpperCase() : event.key;
  const isLetter = event.key?.length > 1 || /^[A-Z0-9]$/.test(key);
  const parts = [
    (event.ctrlKey || event.metaKey) && "Mod", event.altKey && "Alt", event.shiftKey && isLetter && "Shift", key,
  ];
  return parts.filter(Boolean).join("+");
}

// The keys as a person reads them.
export const spell = (keys) => keys.split(/\+(?=.)/).map((key) => NAMES[key] || key).join(IS_APPLE ? " " : " + ");
