// "Move to…": chooses from all positions that accept the selection, and from the other pages of the site.

import { choose } from "../core/choice-dialog.js";
import { $$, announce } from "../core/dom.js";
import { describeBlock } from "../canvas/outline.js";

/** @param {Editor} editor */
export async function moveTo(editor) {
  const { blocks } = editor;
  const ids = [...editor.selection];
  const what = ids.length > 1 ? `${ids.length} parts` : describeBlock(ids[0]);
  const chosen = await choose({
    title: `Move ${what} to…`,
    hint: "Search for a place",
    nothing: "No matching place.",
    groups: [onThisPage(editor, blocks), otherPages()],
  });
  if (!chosen) return;
  if (chosen.page) return editor.gestures.transfer(ids, chosen.page, `${what} moved to the page ${chosen.title}.`);
  const still = ids.filter((id) => editor.canvas.block(id));
  if (still.length && editor.canvas.slot(chosen.slot)) editor.gestures.move(still, chosen);
  else announce("That place is gone. Someone may have deleted it.");
}

/** @param {Editor} editor @param {HTMLElement[]} blocks */
function onThisPage(editor, blocks) {
  const { targets, home } = editor.places.allTargets(blocks);
  const options = targets.map(({ slot, after, slotElement, depth }) => {
    const place = editor.places.slotName(slotElement);
    return { label: after ? `After ${describeBlock(after)}` : `At the start of ${place}`, note: after ? `in ${place}` : "", depth, value: { slot, after } };
  });
  return { label: "On this page", options: options.filter((_, at) => at !== home) };
}

function otherPages() {
  const others = $$("#page-switcher a:not([aria-current])");
  return {
    label: "On another page",
    options: others.map(({ textContent: title, dataset: { page } }) => ({ label: `At the end of the page ${title}`, value: { page, title } })),
  };
}
