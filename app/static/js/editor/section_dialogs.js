// What is asked about sections: how to keep the selection, what one is called, where it stands.

import { $, announce, notify } from "./dom.js";

const WHERE = { Header: ["header", "Show it on every page, at the top"], Footer: ["footer", "Show it on every page, at the end"] };
const TITLES = "h1, h2, h3";

export function startDialogs(editor) {
  const keepDialog = $("#keep-section");
  const keepForm = $("[data-keep]", keepDialog);
  const dialog = $("#section-dialog");
  const body = $("[data-section-body]", dialog);
  let kept = "";
  let isChanged = false;

  function keep() {
    const { block } = editor;
    kept = editor.selected;
    keepForm.reset();
    say(keepForm, "");
    const title = block.matches(TITLES) ? block : $(TITLES, block);
    const words = title?.textContent.trim().replace(/\s+/g, " ");
    keepForm.elements.name.value = (WHERE[block.dataset.blockType] ? "" : words?.slice(0, 40)) || editor.canvas.label(block);
    keepForm.dataset.type = block.dataset.blockType;
    showWay();
    keepDialog.showModal();
    keepForm.elements.name.select();
  }

  function showWay() {
    const isShare = keepForm.elements.way.value === "share";
    const where = WHERE[keepForm.dataset.type];
    const row = $("[data-keep-part]", keepForm);
    row.hidden = !isShare || !where;
    $("span", row).textContent = where?.[1] || "";
    $("[type=submit]", keepForm).textContent = isShare ? "Share it" : "Save a copy";
  }

  async function submit() {
    const { name, way, everywhere } = keepForm.elements;
    const wanted = name.value.trim();
    if (!wanted) return refuse(keepForm, "Please give it a name.", name);
    const path = `/blocks/${encodeURIComponent(kept)}`;
    if (way.value === "share") {
      const part = everywhere.checked ? WHERE[keepForm.dataset.type]?.[0] || "" : "";
      editor.send("POST", `${path}/shares`, { name: wanted, part }, { touches: [kept] });
      keepDialog.close();
      return notify(`“${wanted}” is shared. Put it on other pages from Add, Your sections.`, { kind: "info" });
    }
    // What was typed last has to be there before it is kept.
    await editor.queue.idle("The section is saved");
    const answer = await call("POST", `${editor.pageUrl}${path}/keepsakes`, { name: wanted });
    if (!answer.ok) return refuse(keepForm, answer.words, name);
    keepDialog.close();
    editor.sections.reload();
    notify(`“${wanted}” is saved. You find it under Add, Your sections.`, { kind: "info" });
  }

  async function settings(address) {
    const answer = await call("GET", `${address}?page=${editor.page}`);
    if (!answer.ok) return notify(answer.words);
    body.innerHTML = answer.text;
    isChanged = false;
    dialog.showModal();
  }

  // In the place of the field panel, while nothing else is selected.
  async function part(sectionId) {
    const answer = await call("GET", `/sections/${sectionId}?page=${editor.page}`);
    if (answer.ok && !editor.selected) editor.inspector.panel.innerHTML = answer.text;
  }

  async function change(form, field) {
    if (field.name === "is_shown") {
      return editor.send("POST", "/omissions", { part: field.dataset.part, is_shown: field.checked ? "on" : "off" });
    }
    say(form, "");
    const answer = await call("PATCH", `${form.dataset.sectionForm}?page=${editor.page}`, { [field.name]: field.value });
    if (!answer.ok) return refuse(form, answer.words, field);
    isChanged = true;
    const parent = form.parentElement;
    form.outerHTML = answer.text;
    $(`[data-section-form] [name=${field.name}]`, parent)?.focus();
    announce("Saved.");
    editor.sections.reload();
    if (field.name === "part") editor.canvas.reload();
  }

  async function remove(form) {
    const { sectionForm: address, name } = form.dataset;
    const answer = await call("DELETE", address);
    if (!answer.ok) return refuse(form, answer.words);
    if (address.endsWith(editor.page)) return location.assign($("[data-edit-page]").href);
    dialog.close();
    editor.sections.reload();
    const undo = async () => {
      await call("POST", `${address}/restoration`);
      editor.sections.reload();
      announce(`“${name}” is back.`);
    };
    notify(`“${name}” is deleted.`, { kind: "info", action: ["Undo", undo] });
  }

  keepForm.addEventListener("change", showWay);
  keepForm.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  dialog.addEventListener("close", () => {
    const isOpenHere = $("[data-section-form]", body)?.dataset.sectionForm.endsWith(editor.page);
    if (isChanged && isOpenHere) location.reload();
  });
  document.addEventListener("change", ({ target }) => {
    const form = target.closest("[data-section-form]");
    if (form) change(form, target);
  });
  document.addEventListener("submit", (event) => event.target.matches("[data-section-form]") && event.preventDefault());
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-section-delete]");
    if (button) remove(button.closest("form"));
  });
  return { keep, settings, part };
}

function refuse(form, words, field) {
  say(form, words);
  field?.setAttribute("aria-invalid", "true");
  field?.focus();
}

function say(form, words) {
  const error = $("[data-section-error]", form);
  error.hidden = !words;
  error.textContent = words;
  for (const field of form.elements) field.removeAttribute("aria-invalid");
}

async function call(method, address, fields = {}) {
  const headers = { "X-CSRF-Token": $("meta[name=csrf-token]").content, "HX-Request": "true" };
  const body = method === "GET" ? undefined : new URLSearchParams(fields);
  const response = await fetch(address, { method, body, headers }).catch(() => null);
  const text = response ? await response.text() : "";
  const answer = new DOMParser().parseFromString(text, "text/html");
  const words = ($("[data-message]", answer) || answer.body).textContent.trim().slice(0, 300);
  return { ok: !!response?.ok, text, words: words || "That did not work. Please try again." };
}
