// Adding from the palette: after the selection, at the end of the page, or into the empty place that was chosen.

import { $, $$ } from "./dom.js";
import { childBlocks } from "./places.js";

// What an entry of the palette stands for: a component, or one of the author's own sections.
export const ENTRY = "[data-component], .ed-entry[data-own]";
export function whatOf({ dataset: { component, own, sampleOf, saved, section } }) {
  if (component) return { component, options: {} };
  return { component: own, options: { sample: sampleOf, more: saved ? { saved } : { section } } };
}

export function startAdding(editor) {
  const { canvas, places } = editor;
  let into = "";

  const choose = (address) => {
    into = address;
    const slot = into && canvas.slot(into);
    $("[data-palette-hint]").textContent = slot
      ? `What you choose goes into ${places.slotName(slot)}.`
      : matchMedia("(pointer: coarse)").matches
        ? "Tap what to add after the selection."
        : "Drag onto the page, or click to add after the selection.";
  };
  choose("");
  const open = (address) => {
    choose(address);
    editor.panels.open("add");
    $("#palette-search").focus();
  };

  document.addEventListener("click", ({ target }) => {
    const entry = target.closest(ENTRY);
    if (entry) {
      const { component, options } = whatOf(entry);
      const slot = into && canvas.slot(into);
      const place = slot ? { slot: into, after: childBlocks(slot).at(-1)?.dataset.blockId || "" } : undefined;
      choose("");
      editor.gestures.insert(component, place, options);
    }
    const wanted = target.closest("[data-add-into]")?.dataset.addInto;
    if (wanted) open(wanted);
  });
  canvas.onLoad((frame) => {
    frame.addEventListener("click", ({ target }) => {
      const slot = target.dataset?.slot && !childBlocks(target).length ? target.dataset.slot : "";
      choose(slot === "root" ? "" : slot);
    });
  });

  // A place that the page does not show, such as the third of two columns, is not offered.
  const offer = () => $$("[data-add-into]").forEach((button) => { button.hidden = !canvas.slot(button.dataset.addInto); });
  new MutationObserver(offer).observe(editor.inspector.panel, { childList: true });
  editor.onAnswer(offer);

  // The empty place that was chosen, once: what is pasted goes there.
  const takePlace = () => {
    const slot = into && canvas.slot(into);
    choose("");
    return slot && !childBlocks(slot).length ? { slot: slot.dataset.slot, after: "" } : null;
  };
  return { open, takePlace };
}
