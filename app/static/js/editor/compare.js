// Two states of a page beside each other: both scroll together, each difference can be gone to and taken back.

import "../zone.js";
import { $, $$, announce } from "./dom.js";
import { Side, scrollTogether } from "./sides.js";

const pageUrl = `/pages/${document.body.dataset.page}`;
let sides = [];
let current = -1;

document.body.classList.add("is-live");
start();

function start() {
  sides = $$(".cmp-side").map((element) => new Side(element));
  scrollTogether(sides);
  current = -1;
}

const differences = () => $$("[data-difference]");

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  if (button.dataset.step) step(Number(button.dataset.step));
  if ("go" in button.dataset) go(differences().indexOf(button.closest("[data-difference]")));
  if ("restore" in button.dataset) restore(button);
  if ("undo" in button.dataset) change("/undos", {}, (label) => say(`Undone: ${label}`));
  if (button.dataset.show) show(button.dataset.show);
});
$("[data-choose]").addEventListener("change", ({ currentTarget }) => currentTarget.requestSubmit());

function step(direction) {
  const count = differences().length;
  go(current < 0 ? (direction > 0 ? 0 : count - 1) : (current + direction + count) % count);
}

function go(index) {
  const found = differences()[index];
  if (!found) return;
  current = index;
  const { difference, block } = found.dataset;
  for (const one of $$("[data-go]")) one.removeAttribute("aria-current");
  $("[data-go]", found).setAttribute("aria-current", "true");
  found.scrollIntoView({ block: "nearest" });
  show(difference === "removed" ? "before" : "after");
  for (const side of sides) side.mark(block);
  const shown = sides.filter((side) => side.block(block));
  // The one that is seen leads; the other follows by itself, unless it shows the block too.
  for (const side of shown) side.reveal(block);
  announce(`${index + 1} of ${differences().length}: ${$("b", found).textContent}`);
}

// On a small screen there is room for one of them.
function show(side) {
  $(".cmp-sides").dataset.shows = side;
  for (const button of $$("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === side));
  for (const one of sides) one.fit();
}

async function restore(button) {
  const { revision, block = "", kind = "" } = button.dataset;
  button.disabled = true;
  const isDone = await change("/restorations", { revision, ...(block ? { block, kind } : {}) }, (label) => say(`${label}.`, { undo: true }));
  button.disabled = false;
  if (isDone) $("[data-undo]")?.focus();
}

async function change(path, fields, done) {
  const response = await fetch(pageUrl + path, {
    method: "POST",
    body: new URLSearchParams({ operation_id: crypto.randomUUID(), ...fields }),
    headers: { "X-CSRF-Token": $("meta[name=csrf-token]").content, "HX-Request": "true" },
  }).catch(() => null);
  const answer = response && new DOMParser().parseFromString(await response.text(), "text/html");
  if (!response?.ok) {
    say((answer && ($("[data-message]", answer) || answer.body).textContent.trim().slice(0, 300)) || "We can't reach the server. Please try again in a moment.", { isBad: true });
    return false;
  }
  await refresh();
  done($("[data-answer]", answer)?.dataset.label || "");
  return true;
}

// The same two states again, with what differs by now.
async function refresh() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return location.reload();
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const side of sides) side.stop();
  $("#comparison").replaceWith(document.adoptNode($("#comparison", fresh)));
  return start();
}

function say(words, { undo = false, isBad = false } = {}) {
  const notice = document.createElement("p");
  notice.className = `cmp-notice${isBad ? " is-bad" : ""}`;
  notice.append(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ed-button";
    button.dataset.undo = "";
    button.textContent = "Undo";
    notice.append(button);
  }
  $("#notices").replaceChildren(notice);
}
