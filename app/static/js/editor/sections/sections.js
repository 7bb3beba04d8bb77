// The site's own sections, saved or shared: their list in the palette, and commands for the selection.

import { $, $$, closest, get, lazily, notify } from "../core/dom.js";
import { drawPreviews, fetchExamples } from "../blocks/palette-previews.js";
import { addStyles } from "../canvas/patches.js";
import { command } from "../core/commands.js";

class Sections {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.load = lazily(() => import("./section-dialogs.js").then((module) => module.startSectionDialogs(editor)));
    this.#registerCommands();
    document.addEventListener("click", async ({ target }) => {
      const address = closest(target, "[data-section-settings]")?.dataset.sectionSettings;
      if (address) (await this.load()).settings(address);
    });
    editor.canvas.onLoad((frame) => {
      this.reload();
      frame.addEventListener("click", ({ target }) => this.#showSitePart(closest(target, "[data-block-part]"), frame));
    });
    editor.onSelect((id) => {
      if (id) for (const part of $$("[data-block-part][data-selected]", editor.canvas.document)) part.removeAttribute("data-selected");
    });
    editor.onAcknowledged(({ url }) => {
      if (/\/(shares|detachments)$/.test(url)) this.reload();
    });
  }

  // Fetches the list of the site's own sections. Unless it is empty, it is shown first in the palette.
  async reload() {
    const { canvas, isReadOnly, pageUrl, samples } = this.editor;
    const examples = await fetchExamples(`${pageUrl}/sections`);
    const list = examples && $("[data-sections]", examples);
    if (!list || !canvas.document) return;
    get("[data-sections-list]").replaceChildren(document.adoptNode(list));
    const own = get("#your-sections");
    const first = $$(".ed-palette").find((one) => one !== own);
    if (Number(list.dataset.sections)) first?.before(own);
    else own.parentElement?.append(own);
    if (isReadOnly) for (const entry of $$(".ed-entry[data-own]", own)) entry.toggleAttribute("disabled", true);
    drawPreviews(canvas, examples);
    samples.load(examples);
    addStyles($$("template[data-sample-styles]", examples), canvas);
  }

  #registerCommands() {
    const { editor } = this;
    /** @param {string} name @param {string} title @param {{ run: () => unknown, may?: () => boolean, changes?: boolean }} more */
    const act = (name, title, more) => command(name, { title, group: "Sections", needs: "block", ...more });
    const may = () => this.#isShared;
    act("keep", "Save this part, or share it with other pages", {
      changes: true,
      run: async () => {
        if (this.#isShared) notify("This is already shared. You’ll find it under Add, Your sections.", { kind: "info" });
        else (await this.load()).keep();
      },
    });
    act("edit-shared", "Edit the shared section", {
      may, run: () => location.assign(`/pages/${editor.block?.dataset.blockSection}/edit?from=${editor.page}`),
    });
    act("detach", "Replace a shared section with a copy", {
      may, changes: true,
      run: () => editor.send("POST", `/blocks/${encodeURIComponent(editor.selected)}/detachments`, {}, { touches: [editor.selected] }),
    });
  }

  get #isShared() { return !!this.editor.block?.dataset.blockSection; }

  /** Marks the site's header or footer, which is not a block of the page, and shows its settings. @param {HTMLElement | null} part @param {Document} frame */
  async #showSitePart(part, frame) {
    for (const one of $$("[data-block-part]", frame)) one.toggleAttribute("data-selected", one === part);
    if (part) (await this.load()).part(part.dataset.blockSection);
  }
}

/** @param {Editor} editor */
export function startSections(editor) {
  editor.sections = new Sections(editor);
}
