// Commands that move the selection: up, down, out of the block around it, into the block before it.

import { announce, lazily, loadSoon } from "../core/dom.js";
import { childBlocks, ownerOf, previous, slotOf } from "../canvas/block-elements.js";
import { command } from "../core/commands.js";

const loadKeyboardMove = lazily(() => import("./keyboard-move.js"));

/** @param {Editor} editor */
export function startMoveCommands(editor) {
  loadSoon(loadKeyboardMove);
  const destinations = destinationsIn(editor.places);

  /** @param {keyof typeof destinations} name @param {string} title @param {string[]} keys */
  const move = (name, title, keys) => command(name, {
    title, group: "Move", keys, needs: "block", changes: true,
    run() {
      const { blocks, selection } = editor;
      if (!editor.places.areSiblings(blocks)) return announce("These parts are in different places. Choose “Move to…” instead.");
      editor.gestures.move(selection, destinations[name](blocks));
    },
  });
  move("up", "Move up", ["Alt+ArrowUp"]);
  move("down", "Move down", ["Alt+ArrowDown"]);
  move("out", "Move out of the enclosing part", ["Alt+ArrowLeft"]);
  move("into", "Move into the part before it", ["Alt+ArrowRight"]);
  command("pick-up", {
    title: "Pick up and move with the arrow keys", group: "Move", keys: [" "], needs: "block", changes: true,
    run: async () => (await loadKeyboardMove()).pickUp(editor),
  });
  command("move-to", {
    title: "Move to…", group: "Move", keys: ["Mod+Shift+M"], needs: "block", changes: true, inMenu: true,
    run: async () => (await import("./move-dialog.js")).moveTo(editor),
  });
}

/** The position to which each command moves blocks, or null. Siblings with others between them become adjacent. @param {Placement} places */
function destinationsIn(places) {
  return {
    /** @param {HTMLElement[]} blocks */
    up(blocks) {
      const { slot, siblings, first, isRun } = siblingsOf(blocks);
      if (first > 0) return places.positionAfter(slot, siblings[first - 2]);
      return isRun ? null : places.positionAfter(slot, null);
    },
    /** @param {HTMLElement[]} blocks */
    down(blocks) {
      const { slot, siblings, last, isRun } = siblingsOf(blocks);
      if (last < siblings.length - 1) return places.positionAfter(slot, siblings[last + 1]);
      return isRun ? null : places.positionAfter(slot, siblings.findLast((one) => !blocks.includes(one)));
    },
    /** @param {HTMLElement[]} blocks */
    out(blocks) {
      const owner = ownerOf(slotOf(blocks[0]));
      const slot = owner && slotOf(owner);
      return slot && !places.refusal(slot, "", blocks) ? places.positionAfter(slot, owner) : null;
    },
    /** @param {HTMLElement[]} blocks */
    into(blocks) {
      const before = previous(blocks[0]);
      const slot = before && places.slotsOf(before).find((one) => !places.refusal(one, "", blocks));
      return slot ? places.positionAfter(slot, childBlocks(slot).at(-1)) : null;
    },
  };
}

/** @param {HTMLElement[]} blocks */
function siblingsOf(blocks) {
  const slot = slotOf(blocks[0]);
  const siblings = childBlocks(slot);
  const [first, last] = [siblings.indexOf(blocks[0]), siblings.indexOf(blocks[blocks.length - 1])];
  return { slot, siblings, first, last, isRun: last - first === blocks.length - 1 };
}
