// The list of keyboard shortcuts, generated from the commands: grouped, searchable, with a switch for single-key shortcuts.

import { commands, singleKeys, keysAsText } from "../core/commands.js";
import { $$, get, openDialog } from "../core/dom.js";

const ORDER = ["Page", "Select", "Selection", "Move", "Clipboard", "Add", "Text", "Sections", "History", "Find", "Go", "Outline"];
const OUTLINE_KEYS = [
  { group: "Outline", title: "Go through the parts", keys: ["ArrowUp", "ArrowDown"] },
  { group: "Outline", title: "Collapse or expand a part", keys: ["ArrowLeft", "ArrowRight"] },
  { group: "Outline", title: "Go to a part by the first letters of its name", keys: [] },
];

export function showShortcuts() {
  const dialog = get("#shortcuts");
  const search = get("[data-shortcut-search]", dialog);
  const shown = commands().filter(({ isListed, keys }) => isListed && keys.length);
  const groups = Map.groupBy([...shown, ...OUTLINE_KEYS], ({ group }) => group);
  get("[data-shortcuts]", dialog).replaceChildren(...[...groups].sort(byOrder).map(([name, inside]) => groupOf(name, inside)));
  const toggle = get("[data-single-keys]", dialog);
  toggle.checked = singleKeys.areOn;
  toggle.onchange = () => { singleKeys.areOn = toggle.checked; };
  search.value = "";
  search.oninput = () => find(dialog, search.value.trim().toLowerCase());
  find(dialog, "");
  openDialog(dialog);
  search.focus();
}

/** @param {[string, unknown]} options @param {[string, unknown]} options */
const byOrder = ([one], [other]) => (ORDER.indexOf(one) + 1 || ORDER.length + 1) - (ORDER.indexOf(other) + 1 || ORDER.length + 1);

/** @param {string} name @param {Shortcut[]} inside */
function groupOf(name, inside) {
  const section = make("div", "ed-keys");
  section.role = "group";
  const title = section.appendChild(make("h3", "", name));
  title.id = `shortcuts-${name.toLowerCase().replaceAll(" ", "-")}`;
  section.setAttribute("aria-labelledby", title.id);
  const list = section.appendChild(make("dl"));
  for (const one of inside) {
    const line = list.appendChild(make("div"));
    const keysOf = make("dd");
    line.append(make("dt", "", one.title), keysOf);
    one.keys.forEach((keys, at) => keysOf.append(...(at ? [" or "] : []), ...kbd(keys)));
  }
  return section;
}

/** One <kbd> element per key. @param {string} keys */
const kbd = (keys) => keysAsText(keys).split(" ").map((part) => (part === "+" ? " + " : make("kbd", "", part)));

/** @param {string} tag @param {string} [name] @param {string} [text] */
function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}

/** @param {HTMLDialogElement} dialog @param {string} query */
function find(dialog, query) {
  let count = 0;
  for (const section of $$(".ed-keys", dialog)) {
    const lines = $$("dl > div", section);
    for (const line of lines) line.hidden = !line.textContent.toLowerCase().includes(query);
    const found = lines.filter((line) => !line.hidden).length;
    section.hidden = !found;
    count += found;
  }
  get("[data-shortcut-count]", dialog).textContent = query ? (count ? `${count} found` : "Nothing found.") : "";
}
