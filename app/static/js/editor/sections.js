// Sections for other pages: the author's own list in the palette, and what can be done with the selection.

import { addStyles } from "./answer.js";
import { command } from "./commands.js";
import { $, $$, notify } from "./dom.js";
import { drawPreviews, readExamples } from "./previews.js";

export function startSections(editor) {
  const { canvas } = editor;
  let dialogs = null;
  const open = async (what, ...more) => {
    dialogs ??= import("./section_dialogs.js").then((module) => module.startDialogs(editor));
    (await dialogs)[what](...more);
  };
  editor.sections = { reload };

  async function reload() {
    const answer = await readExamples(`${editor.pageUrl}/sections`);
    const list = answer && $("[data-sections]", answer);
    if (!list || !canvas.document) return;
    $("[data-sections-list]").replaceChildren(document.adoptNode(list));
    // A list with something in it comes first; one that is empty only tells how to fill it.
    const own = $("#your-sections");
    const first = $$(".ed-palette").find((one) => one !== own);
    if (Number(list.dataset.sections)) first.before(own);
    else own.parentElement.append(own);
    if (editor.isReadOnly) for (const entry of $$(".ed-entry[data-own]", own)) entry.disabled = true;
    drawPreviews(canvas, answer);
    editor.samples.fill(answer);
    addStyles($$("template[data-sample-styles]", answer), canvas);
  }

  const isOne = () => !!editor.block?.dataset.blockSection;
  const act = (name, title, more) => command(name, { title, group: "Sections", needs: "block", ...more });
  act("keep", "Save it, or share it with other pages", { changes: true, run: () => !isShared() && open("keep") });
  act("edit-shared", "Edit the shared section", {
    may: isOne,
    run: () => isShared(true) && location.assign(`/pages/${editor.block.dataset.blockSection}/edit?from=${editor.page}`),
  });
  act("detach", "Make a shared section a copy here", {
    changes: true, may: isOne,
    run: () => isShared(true) && editor.send("POST", `/blocks/${encodeURIComponent(editor.selected)}/detachments`, {}, { touches: [editor.selected] }),
  });

  function isShared(isWanted = false) {
    const found = isOne();
    if (found !== isWanted) notify(found ? "This is shared already. You find it under Add, among your sections." : "This is not a shared section.", { kind: "info" });
    return found;
  }

  document.addEventListener("click", ({ target }) => {
    const settings = target.closest("[data-section-settings]")?.dataset.sectionSettings;
    if (settings) open("settings", settings);
  });
  canvas.onLoad((frame) => {
    reload();
    // The site's header and footer stand around the page's own parts: a click shows what they are.
    frame.addEventListener("click", ({ target }) => {
      const part = target.closest("[data-block-part]");
      for (const one of $$("[data-block-part]", frame)) one.toggleAttribute("data-selected", one === part);
      if (part) open("part", part.dataset.blockSection);
    });
  });
  editor.onSelect((id) => {
    if (id) for (const one of $$("[data-block-part][data-selected]", canvas.document)) one.removeAttribute("data-selected");
  });
  editor.onAnswer(({ url }) => {
    if (/\/(shares|detachments)$/.test(url)) reload();
  });
}
