// What to add at a place of the page, most likely first; only what may stand there. It is read from the palette, so it
// needs no network.

import { $, $$, get } from "../core/dom.js";
import { Combobox } from "../core/combobox.js";
import { childBlocks } from "../canvas/block-elements.js";

const USUAL = ["Text", "Heading", "Image", "Button", "Section", "Quote", "Columns"];
const FIRST = 4;
/** @type {Record<string, string>} */
const AFTER = { Heading: "Text", Hero: "Section", Image: "Text", Button: "Text" };
/** @type {string[]} */
const chosen = [];
/** @type {Combobox | null} */
let picker = null;
/** @type {Offer[]} */
let offered = [];

/**
 * Resolves with the name of a component, or null.
 * @param {{ editor: Editor, slot: HTMLElement, after: string, rect: DOMRect }} options
 */
export async function chooseComponent({ editor, slot, after, rect }) {
  offered = palette().filter(({ value }) => !editor.places.refusal(slot, value));
  likely(slot, editor.canvas.block(after)?.dataset.blockType);
  picker ??= new Combobox({
    id: "insert-menu", title: "What to add", hint: "Search for something to add", nothing: "Nothing found. Try “text” or “picture”.", search,
  });
  const component = await picker.ask(rect);
  if (component) chosen.unshift(component);
  return component;
}

function palette() {
  return $$(".ed-palette").flatMap((category) => $$("[data-component]", category).map((entry) => ({
    rank: 0, value: entry.dataset.component || "", category: get("h3", category).textContent, label: get(".ed-entry__label", entry).textContent,
    note: entry.title, icon: $("svg", entry) || undefined,
  })));
}

/**
 * What was chosen lately, what usually follows, what the place holds already, and what pages are mostly made of.
 * @param {HTMLElement} slot @param {string | undefined} [before]
 */
function likely(slot, before) {
  const types = childBlocks(slot).map(({ dataset }) => dataset.blockType);
  for (const option of offered) {
    const { value } = option;
    const usual = USUAL.indexOf(value);
    option.rank = (before && AFTER[before] === value ? 20 : 0) + (chosen.includes(value) ? 6 : 0) + types.filter((type) => type === value).length * 2 + (usual < 0 ? 0 : USUAL.length - usual);
  }
}

/** @param {string} words */
function search(words) {
  const wanted = words.toLowerCase();
  if (wanted) return found(wanted);
  const first = [...offered].sort((one, other) => other.rank - one.rank).slice(0, FIRST).filter(({ rank }) => rank);
  return [{ label: "Most likely here", options: first }, ...byCategory(offered.filter((option) => !first.includes(option)))];
}

/** @param {string} wanted */
function found(wanted) {
  const named = offered.filter(({ label }) => label.toLowerCase().startsWith(wanted));
  const told = offered.filter((option) => !named.includes(option) && `${option.label} ${option.note} ${option.category}`.toLowerCase().includes(wanted));
  return [{ label: "Found", options: [...named, ...told] }];
}

/** @param {Offer[]} options */
function byCategory(options) {
  return [...Map.groupBy(options, ({ category }) => category)].map(([label, inside]) => ({ label, options: inside }));
}
