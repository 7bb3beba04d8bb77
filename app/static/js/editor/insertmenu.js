// What to add at a place of the page, most likely first; only what may stand there. It is read from the palette, so it
// needs no network.

import { $, $$ } from "./dom.js";
import { Picker } from "./picker.js";
import { childBlocks } from "./places.js";

const USUAL = ["Text", "Heading", "Image", "Button", "Section", "Quote", "Columns"];
const FIRST = 4;
const AFTER = { Heading: "Text", Hero: "Section", Image: "Text", Button: "Text" };
const chosen = [];
let picker = null;
let offered = [];

// Resolves with the name of a component, or null.
export async function chooseComponent({ editor, slot, after, rect }) {
  offered = palette().filter(({ value }) => !editor.places.refusal(slot, value));
  likely(slot, editor.canvas.block(after)?.dataset.blockType);
  picker ??= new Picker({
    id: "insert-menu", title: "What to add", hint: "Search what to add", nothing: "Nothing is called that. Try “text” or “picture”.", search,
  });
  const component = await picker.ask(rect);
  if (component) chosen.unshift(component);
  return component;
}

function palette() {
  return $$(".ed-palette").flatMap((category) => $$("[data-component]", category).map((entry) => ({
    value: entry.dataset.component, category: $("h3", category).textContent, label: $(".ed-entry__label", entry).textContent,
    note: entry.title, icon: $("svg", entry),
  })));
}

// What was chosen lately, what usually follows, what the place holds already, and what pages are mostly made of.
function likely(slot, before) {
  const types = childBlocks(slot).map(({ dataset }) => dataset.blockType);
  for (const option of offered) {
    const { value } = option;
    const usual = USUAL.indexOf(value);
    option.rank = (AFTER[before] === value) * 20 + (chosen.indexOf(value) >= 0) * 6 + types.filter((type) => type === value).length * 2 + (usual < 0 ? 0 : USUAL.length - usual);
  }
}

function search(words) {
  const wanted = words.toLowerCase();
  if (wanted) return found(wanted);
  const first = [...offered].sort((one, other) => other.rank - one.rank).slice(0, FIRST).filter(({ rank }) => rank);
  return [{ label: "Most likely here", options: first }, ...byCategory(offered.filter((option) => !first.includes(option)))];
}

function found(wanted) {
  const named = offered.filter(({ label }) => label.toLowerCase().startsWith(wanted));
  const told = offered.filter((option) => !named.includes(option) && `${option.label} ${option.note} ${option.category}`.toLowerCase().includes(wanted));
  return [{ label: "Found", options: [...named, ...told] }];
}

function byCategory(options) {
  return [...Map.groupBy(options, ({ category }) => category)].map(([label, inside]) => ({ label, options: inside }));
}
