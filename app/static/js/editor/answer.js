// The server's answer to a gesture: patches for the canvas and the outline, and the parts around them.

import { $, $$, announce, notify } from "./dom.js";

export function applyAnswer(text, { canvas, inspector }) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  const facts = $("[data-answer]", answer)?.dataset;
  if (!facts) return;
  addStyles($$("template[data-style]", answer), canvas);
  const patches = $$("template[data-patch]", answer);
  for (const template of patches) patchCanvas(template, canvas);
  for (const template of $$("template[data-patch], template[data-outline]", answer)) patchOutline(template);
  canvas.reached(facts.revision);
  const part = $("template[data-part=inspector]", answer);
  inspector.show(facts.select, part?.innerHTML);
  canvas.select(facts.select, { scroll: patches.some((template) => template.dataset.patch !== "morph") });
  announce(facts.announce);
  if (facts.skipped) notify(facts.skipped, { kind: "info" });
}

function addStyles(templates, canvas) {
  const sheet = $("#block-styles", canvas.document)?.sheet;
  if (!sheet) return;
  const known = new Set([...sheet.cssRules].map((rule) => rule.selectorText));
  for (const template of templates) {
    const rule = template.content.textContent.trim();
    if (!known.has(rule.slice(0, rule.indexOf("{")))) sheet.insertRule(rule, sheet.cssRules.length);
  }
}

function patchCanvas(template, canvas) {
  const { patch, block, into, after } = template.dataset;
  const existing = canvas.block(block);
  if (patch === "remove") existing?.remove();
  else if (patch === "move") place(existing, canvas.slot(into), canvas.block(after));
  else if (patch === "insert") insert(template, canvas, into, after);
  else if (existing) canvas.window.htmx.swap({ target: existing, text: template.innerHTML, swap: "outerMorph" });
}

function insert(template, canvas, into, after) {
  const fragment = canvas.document.importNode(template.content, true);
  const root = fragment.firstElementChild;
  if (!root) return;
  for (const one of $$("[data-block-id]", fragment)) canvas.block(one.dataset.blockId)?.remove();
  place(root, canvas.slot(into), canvas.block(after));
}

function place(element, slot, after) {
  if (element && slot) slot.insertBefore(element, after?.parentElement === slot ? after.nextSibling : slot.firstChild);
}

function patchOutline(template) {
  const kind = template.dataset.patch || template.dataset.outline;
  const row = outlineRow(template.dataset.block);
  if (template.dataset.outline === "insert") {
    const patch = template.parentElement.querySelector(`template[data-patch=insert][data-block="${CSS.escape(template.dataset.block)}"]`);
    const fresh = document.importNode(template.content, true).firstElementChild;
    $$("[data-outline-block]", fresh).forEach((one) => outlineRow(one.dataset.outlineBlock)?.remove());
    row?.remove();
    place(fresh, outlineSlot(patch.dataset.into), outlineRow(patch.dataset.after));
  } else if (template.dataset.outline === "morph") {
    const button = row && $(":scope > .ed-outline__button", row);
    button?.replaceWith(document.importNode(template.content, true).firstElementChild);
  } else if (kind === "remove") row?.remove();
  else if (kind === "move") place(row, outlineSlot(template.dataset.into), outlineRow(template.dataset.after));
}

const outlineRow = (id) => (id ? $(`[data-outline-block="${CSS.escape(id)}"]`) : null);
const outlineSlot = (address) => $(`[data-outline-slot="${CSS.escape(address)}"]`);
