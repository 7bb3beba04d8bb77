// Opens and closes the panels next to the page, closes dialogs, and filters the palette.

import { $$, closest, get } from "../core/dom.js";

const WATCH_INTERVAL_MS = 1000;

/** @param {Canvas} canvas */
export function startPanels(canvas) {
  const desk = get(".ed-desk");
  /** @param {string} name */
  const open = (name) => {
    desk.dataset.panel = name;
    for (const part of $$("[data-panel-part]")) part.hidden = part.dataset.panelPart !== name;
    for (const button of $$("[data-panel-button]")) button.setAttribute("aria-pressed", String(button.dataset.panelButton === name));
    canvas.fit();
  };
  document.addEventListener("click", ({ target }) => {
    const button = closest(target, "[data-panel-button]")?.dataset.panelButton;
    if (button) open(desk.dataset.panel === button ? "" : button);
    if (closest(target, "[data-close-panel]")) open("");
    if (closest(target, "[data-close-inspector]")) desk.classList.remove("shows-inspector");
    closest(target, "[data-close]")?.closest("dialog")?.close();
  });
  get("#palette-search").addEventListener("input", ({ target }) => search(/** @type {HTMLInputElement} */ (target).value.trim().toLowerCase()));
  if (matchMedia("(max-width: 1100px)").matches) open("");
  return { open };
}

/** Filters the palette. @param {string} query */
function search(query) {
  for (const category of $$(".ed-palette")) {
    const entries = $$("[data-component], .ed-entry[data-own]", category);
    for (const entry of entries) entry.hidden = !`${entry.textContent} ${entry.title}`.toLowerCase().includes(query);
    category.hidden = entries.every((entry) => entry.hidden);
  }
}

/** In development, reloads the canvas when a component's file changes. @param {Canvas} canvas */
export function watchLibrary(canvas) {
  const address = document.body.dataset.watch;
  if (!address) return;
  let known = "";
  setInterval(async () => {
    if (document.hidden) return;
    const response = await fetch(address).catch(() => null);
    const digest = response?.ok ? await response.text() : known;
    if (known && digest !== known) canvas.reload();
    known = digest;
  }, WATCH_INTERVAL_MS);
}
