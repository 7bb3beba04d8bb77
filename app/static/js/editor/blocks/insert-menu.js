// The menu of components that may be added at a position, the most likely first. They come from the palette, so the menu
// works offline.

import { $, $$, get } from "../core/dom.js";
import { Combobox } from "../core/combobox.js";
import { childBlocks } from "../canvas/block-elements.js";

const COMMON = ["Text", "Heading", "Image", "Button", "Section", "Quote", "Columns"];
const MAX_SUGGESTIONS = 4;
/** @type {Record<string, string>} */
const USUAL_NEXT = { Heading: "Text", Hero: "Section", Image: "Text", Button: "Text" };
/** @type {string[]} */
const recent = [];
/** @type {Combobox | null} */
let picker = null;
/** @type {Offer[]} */
let offered = [];

/**
 * Opens the menu. Resolves with the name of the chosen component, or null.
 * @param {{ editor: Editor, slot: HTMLElement, after: string, rect: DOMRect }} options
 */
export async function chooseComponent({ editor, slot, after, rect }) {
  offered = palette().filter(({ value }) => !editor.places.refusal(slot, value));
  rankOffers(slot, editor.canvas.block(after)?.dataset.blockType);
  picker ??= new Combobox({
    id: "insert-menu", title: "What to add", hint: "Search for something to add", nothing: "Nothing found. Try “text” or “picture”.", search,
  });
  const component = await picker.ask(rect);
  if (component) recent.unshift(component);
  return component;
}

function palette() {
  return $$(".ed-palette").flatMap((category) => $$("[data-component]", category).map((entry) => ({
    rank: 0, value: entry.dataset.component || "", category: get("h3", category).textContent, label: get(".ed-entry__label", entry).textContent,
    note: entry.title, icon: $("svg", entry) || undefined,
  })));
}

/**
 * Ranks components higher if they usually follow the block `before`, were chosen recently, are in the slot already, or
 * are common in general.
 * @param {HTMLElement} slot @param {string | undefined} [before]
 */
function rankOffers(slot, before) {
  const types = childBlocks(slot).map(({ dataset }) => dataset.blockType);
  for (const option of offered) {
    const { value } = option;
    const usual = COMMON.indexOf(value);
    option.rank = (before && USUAL_NEXT[before] === value ? 20 : 0) + (recent.includes(value) ? 6 : 0) + types.filter((type) => type === value).length * 2 + (usual < 0 ? 0 : COMMON.length - usual);
  }
}

/** @param {string} query */
function search(query) {
  const lowered = query.toLowerCase();
  if (lowered) return matching(lowered);
  const first = [...offered].sort((one, other) => other.rank - one.rank).slice(0, MAX_SUGGESTIONS).filter(({ rank }) => rank);
  return [{ label: "Suggestions", options: first }, ...byCategory(offered.filter((option) => !first.includes(option)))];
}

/** @param {string} query */
function matching(query) {
  const named = offered.filter(({ label }) => label.toLowerCase().startsWith(query));
  const described = offered.filter((option) => !named.includes(option) && `${option.label} ${option.note} ${option.category}`.toLowerCase().includes(query));
  return [{ label: "Found", options: [...named, ...described] }];
}

/** @param {Offer[]} options */
function byCategory(options) {
  return [...Map.groupBy(options, ({ category }) => category)].map(([label, inside]) => ({ label, options: inside }));
}
