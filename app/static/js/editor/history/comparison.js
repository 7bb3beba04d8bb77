// Two states of a page side by side. They scroll together, and each difference can be visited and reverted.

import "../../time-zone.js";
import { $, $$, announce, changeHeaders, closest, get, parseHtml } from "../core/dom.js";
import { ComparedPage, scrollTogether } from "./compared-page.js";

const pageUrl = `/pages/${document.body.dataset.page}`;
/** @type {ComparedPage[]} */
let sides = [];
let current = -1;

document.body.classList.add("is-live");
start();

function start() {
  sides = $$(".cmp-side").map((element) => new ComparedPage(element));
  scrollTogether(sides);
  current = -1;
}

const differences = () => $$("[data-difference]");

document.addEventListener("click", ({ target }) => {
  const button = closest(target, "button");
  if (!button) return;
  if (button.dataset.step) step(Number(button.dataset.step));
  if ("go" in button.dataset) go(differences().indexOf(/** @type {HTMLElement} */ (button.closest("[data-difference]"))));
  if ("restore" in button.dataset) restore(button);
  if ("undo" in button.dataset) change("/undos", {}, (label) => say(`Undone: ${label}`));
  if (button.dataset.show) show(button.dataset.show);
});
get("[data-choose]").addEventListener("change", ({ currentTarget }) => /** @type {HTMLFormElement} */ (currentTarget).requestSubmit());

/** @param {number} direction */
function step(direction) {
  const count = differences().length;
  go(current < 0 ? (direction > 0 ? 0 : count - 1) : (current + direction + count) % count);
}

/** @param {number} index */
function go(index) {
  const found = differences()[index];
  if (!found) return;
  current = index;
  const { difference, block } = found.dataset;
  for (const one of $$("[data-go]")) one.removeAttribute("aria-current");
  get("[data-go]", found).setAttribute("aria-current", "true");
  found.scrollIntoView({ block: "nearest" });
  show(difference === "removed" ? "before" : "after");
  for (const side of sides) side.mark(block);
  const shown = sides.filter((side) => side.block(block));
  // A side without the block follows the scrolling of the other side.
  for (const side of shown) side.reveal(block);
  announce(`${index + 1} of ${differences().length}: ${get("b", found).textContent}`);
}

/** Chooses the side to show, since a small screen has no space for both. @param {string} side */
function show(side) {
  get(".cmp-sides").dataset.shows = side;
  for (const button of $$("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === side));
  for (const one of sides) one.fit();
}

/** @param {HTMLButtonElement} button */
async function restore(button) {
  const { revision, block = "", kind = "" } = button.dataset;
  button.disabled = true;
  const isDone = await change("/restorations", { revision, ...(block ? { block, kind } : {}) }, (label) => say(`${label}.`, { undo: true }));
  button.disabled = false;
  if (isDone) $("[data-undo]")?.focus();
}

/** Sends a change, and calls `done` with its label. Returns whether it succeeded. @param {string} path @param {Record<string, string>} fields @param {(label: string) => void} done */
async function change(path, fields, done) {
  const response = await fetch(pageUrl + path, {
    method: "POST",
    body: new URLSearchParams({ operation_id: crypto.randomUUID(), ...fields }),
    headers: changeHeaders(),
  }).catch(() => null);
  const page = response && parseHtml(await response.text());
  if (!response?.ok) {
    say((page && ($("[data-message]", page) || page.body).textContent.trim().slice(0, 300)) || "We can’t reach the server. Please try again in a moment.", { isBad: true });
    return false;
  }
  await refresh();
  done((page && $("[data-answer]", page))?.dataset.label || "");
  return true;
}

// Loads the comparison of the same two states again.
async function refresh() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return location.reload();
  const fresh = parseHtml(await response.text());
  for (const side of sides) side.stop();
  get("#comparison").replaceWith(document.adoptNode(get("#comparison", fresh)));
  return start();
}

/** @param {string} message @param {{ undo?: boolean, isBad?: boolean }} [options] */
function say(message, { undo = false, isBad = false } = {}) {
  const notice = document.createElement("p");
  notice.className = `cmp-notice${isBad ? " is-bad" : ""}`;
  notice.append(message);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ed-button";
    button.dataset.undo = "";
    button.textContent = "Undo";
    notice.append(button);
  }
  get("#notices").replaceChildren(notice);
}
