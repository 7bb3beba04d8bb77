// Files dragged from the desktop: onto a picture field, onto a picture of the page, or between its parts.

import { $ } from "./dom.js";

const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");

export function startFileDrops(editor, media) {
  const { canvas, places, rules } = editor;
  let over = null;

  const mark = (element) => {
    if (over === element) return;
    over?.classList.remove("is-over");
    over = element;
    over?.classList.add("is-over");
  };
  const clear = () => {
    mark(null);
    $("#drop-line").hidden = $("#drop-slot").hidden = true;
  };

  // What a file dropped on this element of the page would do: fill a field, or become a part of its own.
  const aim = (event) => {
    const block = event.target.closest?.("[data-block-id]");
    const marked = event.target.closest?.("[data-field]");
    const fields = rules[block?.dataset.blockType]?.pictures || [];
    const path = marked && block.contains(marked) && fields.includes(marked.dataset.field) ? marked.dataset.field : fields[0];
    if (path) return { spot: { block: block.dataset.blockId, path }, element: canvas.field(block.dataset.blockId, path) || block };
    const spot = places.at({ x: event.clientX, y: event.clientY }, "Image");
    return spot?.slot ? { place: { slot: spot.slot, after: spot.after }, element: spot.slotElement, line: spot.line } : null;
  };

  const show = (aimed) => {
    $("#drop-slot").hidden = !aimed;
    $("#drop-line").hidden = !aimed?.line;
    if (!aimed) return;
    const box = canvas.toOverlay(aimed.element.getBoundingClientRect());
    $("#drop-slot").style.cssText = `transform: translate(${box.left}px, ${box.top}px); width: ${box.width}px; height: ${box.height}px`;
    if (!aimed.line) return;
    const line = canvas.toOverlay(aimed.line);
    $("#drop-line").style.cssText = `transform: translate(${line.left}px, ${line.top}px); width: ${Math.max(line.width, 3)}px; height: ${Math.max(line.height, 3)}px`;
    $("[data-drop-label]").textContent = places.slotName(aimed.element);
  };

  // A file that is dropped beside everything must not take the place of the editor.
  const listen = (target, { onOver, onDrop }) => {
    target.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = onOver(event) ? "copy" : "none";
    });
    target.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      const files = [...event.dataTransfer.files];
      clear();
      if (files.length && !editor.isReadOnly) onDrop(event, files);
    });
    target.addEventListener("dragleave", (event) => { if (!event.relatedTarget) clear(); });
  };

  listen(document, {
    onOver: (event) => {
      const field = event.target.closest?.("[data-picture-field], #library");
      clear();
      mark(field);
      return !!field;
    },
    onDrop: ({ target }, files) => {
      const field = target.closest?.("[data-picture-field]");
      if (target.closest?.("#library")) document.dispatchEvent(new CustomEvent("library-files", { detail: files }));
      else if (field) media.bring(files, { spot: media.spotOf(field) });
    },
  });
  canvas.onLoad((frame) => listen(frame, {
    onOver: (event) => {
      const aimed = aim(event);
      show(aimed);
      return !!aimed;
    },
    onDrop: (event, files) => {
      const aimed = aim(event);
      if (aimed) media.bring(files, aimed);
    },
  }));
}
