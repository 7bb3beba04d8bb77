// The editor: wires canvas, panels and queue together, and turns each gesture into one small request.

import "../copy.js";
import { applyAnswer } from "./answer.js";
import { Canvas } from "./canvas.js";
import { $, $$, announce, notify } from "./dom.js";
import { Drag } from "./drag.js";
import { Inspector } from "./inspector.js";
import { listenToKeys } from "./keyboard.js";
import { startPanels, watchLibrary } from "./panels.js";
import { Places } from "./places.js";
import { showPreviews } from "./previews.js";
import { Queue } from "./queue.js";

const pageUrl = `/pages/${document.body.dataset.page}`;
const isReadOnly = document.body.hasAttribute("data-read-only");
const rules = JSON.parse($("#component-rules").textContent);
const canvas = new Canvas($("iframe[name=canvas]"), $("#overlay"), rules);
const places = new Places(canvas, rules);
const panels = startPanels(canvas);
let addInto = "";

const queue = new Queue({
  revision: () => canvas.revision,
  onAnswer: (text) => applyAnswer(text, { canvas, inspector }),
  onRefused: refused,
  onSignedOut: () => $("#signed-out").open || $("#signed-out").showModal(),
});
const inspector = new Inspector({ queue, pageUrl, onRearrange: (id, fields) => gesture("POST", `/blocks/${encodeURIComponent(id)}/items`, fields) });

function gesture(method, path, fields = {}) {
  if (isReadOnly) return notify("You are only looking. Nothing can be changed here.");
  queue.send({ method, url: pageUrl + path, fields: { selected: canvas.selected, ...fields } });
}

const blockPath = (id) => `/blocks/${encodeURIComponent(id)}`;

function insert(component, place) {
  addInto = "";
  showAddInto();
  gesture("POST", "/blocks", { component, ...place });
}

function move(id, place) {
  if (place) gesture("POST", `${blockPath(id)}/moves`, place);
  else announce("It can't go further that way.");
}

function select(id) {
  canvas.select(id);
  inspector.show(id);
  announceSelection();
}

function announceSelection() {
  const block = canvas.block(canvas.selected);
  if (block) announce(`${canvas.label(block)} selected`);
}

function neighbour(step) {
  const blocks = canvas.blocks();
  const at = blocks.findIndex((block) => block.dataset.blockId === canvas.selected);
  const next = blocks[at < 0 ? 0 : at + step];
  if (next) select(next.dataset.blockId);
}

const editor = {
  canvas,
  act(name) {
    const id = canvas.selected;
    const block = canvas.block(id);
    const acts = {
      undo: () => gesture("POST", "/undos"),
      redo: () => gesture("POST", "/redos"),
      publish: publish,
      shortcuts: () => $("#shortcuts").showModal(),
      "try-again": () => { $("#signed-out").close(); queue.retryNow(); },
      "open-inspector": () => $(".ed-desk").classList.toggle("shows-inspector"),
      next: () => neighbour(1),
      previous: () => neighbour(-1),
    };
    const blockActs = {
      up: () => move(id, places.up(block)),
      down: () => move(id, places.down(block)),
      out: () => move(id, places.out(block)),
      into: () => move(id, places.into(block)),
      duplicate: () => gesture("POST", `${blockPath(id)}/duplicates`),
      delete: () => remove(block),
      parent: () => select(block.parentElement.closest("[data-block-id]")?.dataset.blockId || ""),
      edit: () => edit(),
    };
    if (acts[name]) acts[name]();
    else if (block) blockActs[name]?.();
  },
};

function remove(block) {
  const siblings = [...block.parentElement.children].filter((one) => one.dataset.blockId);
  const at = siblings.indexOf(block);
  const next = siblings[at + 1] || siblings[at - 1] || block.parentElement.closest("[data-block-id]");
  gesture("DELETE", blockPath(block.dataset.blockId), { selected: next?.dataset.blockId || "" });
  canvas.select(next?.dataset.blockId || "");
}

async function edit(path = "") {
  $(".ed-desk").classList.add("shows-inspector");
  await inspector.show(canvas.selected);
  inspector.focusFirst(path);
}

async function publish() {
  await queue.idle();
  $("#publish-dialog").showModal();
  const address = $("[data-publications]").dataset.publications;
  htmx.ajax("POST", address, { target: "#publication", swap: "innerHTML", headers: { "X-CSRF-Token": $("meta[name=csrf-token]").content } });
}

function refused(status, text) {
  if (status === 422 && inspector.refuse(text)) return;
  const answer = new DOMParser().parseFromString(text, "text/html");
  const words = ($("[data-message]", answer) || answer.body).textContent.trim();
  notify(words.slice(0, 300) || "That did not work. Please try again.");
  if (status === 404) refresh();
}

// Something on the screen is out of date: once everything is sent, show the page as it is.
async function refresh() {
  await queue.idle();
  canvas.reload();
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!queue.isBusy) $("#outline").replaceWith(document.adoptNode($("#outline", fresh)));
}

function showAddInto() {
  const slot = addInto && canvas.slot(addInto);
  $("[data-palette-hint]").textContent = slot
    ? `What you choose goes into ${places.slotName(slot)}.`
    : "Drag onto the page, or click to add after the selection.";
}

document.addEventListener("click", ({ target }) => {
  const entry = target.closest("[data-component]");
  if (entry) {
    const slot = addInto && canvas.slot(addInto);
    const last = slot && [...slot.children].filter((one) => one.dataset.blockId).at(-1);
    insert(entry.dataset.component, slot ? { slot: addInto, after: last?.dataset.blockId || "" } : { near: canvas.selected });
  }
  const act = target.closest("[data-act]")?.dataset.act;
  if (act) editor.act(act);
  const chosen = target.closest("[data-select]")?.dataset.select;
  if (chosen) select(chosen);
  const into = target.closest("[data-add-into]")?.dataset.addInto;
  if (into) {
    addInto = into;
    panels.open("add");
    showAddInto();
    $("#palette-search").focus();
  }
});

const drag = new Drag({ canvas, places, onInsert: insert, onMove: (id, place) => move(id, place) });

canvas.onLoad((frame) => {
  frame.addEventListener("click", (event) => {
    event.preventDefault();
    const slot = event.target.dataset?.slot && !event.target.childElementCount ? event.target : null;
    const block = event.target.closest("[data-block-id]");
    addInto = slot && slot.dataset.slot !== "root" ? slot.dataset.slot : "";
    showAddInto();
    select(block?.dataset.blockId || "");
  });
  frame.addEventListener("dblclick", (event) => {
    const block = event.target.closest("[data-block-id]");
    const field = event.target.closest("[data-field]");
    if (block) edit(field && block.contains(field) ? field.dataset.field : "");
  });
  frame.addEventListener("submit", (event) => event.preventDefault());
  listenToKeys(frame, editor);
});
listenToKeys(document, editor);
watchLibrary(canvas);
canvas.onLoad(() => showPreviews(canvas, `${pageUrl}/palette`));
if (isReadOnly) $$("[data-component]").forEach((entry) => { entry.disabled = true; });
window.quillspace = { canvas, queue, editor };
