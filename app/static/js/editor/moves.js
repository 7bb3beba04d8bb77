// Moving by key: up, down, out of what it is in, into what comes before it.

import { command } from "./commands.js";
import { announce, lazily } from "./dom.js";
import { childBlocks, ownerOf, previous } from "./places.js";
import { loadSoon } from "./screen.js";

const moveMode = lazily(() => import("./movemode.js"));

export function startMoves(editor) {
  loadSoon(moveMode);
  const { gestures, places } = editor;

  // Each answers with the place, or null where there is none. Blocks that stand apart come together.
  const whereto = {
    up(blocks) {
      const { slot, siblings, first, isRun } = among(blocks);
      if (first > 0) return places.place(slot, siblings[first - 2]);
      return isRun ? null : places.place(slot, null);
    },
    down(blocks) {
      const { slot, siblings, last, isRun } = among(blocks);
      if (last < siblings.length - 1) return places.place(slot, siblings[last + 1]);
      return isRun ? null : places.place(slot, siblings.findLast((one) => !blocks.includes(one)));
    },
    out(blocks) {
      const owner = ownerOf(blocks[0].parentElement);
      const slot = owner?.parentElement;
      return slot && !places.refusal(slot, "", blocks) ? places.place(slot, owner) : null;
    },
    into(blocks) {
      const before = previous(blocks[0]);
      const slot = before && places.slotsOf(before).find((one) => !places.refusal(one, "", blocks));
      return slot ? places.place(slot, childBlocks(slot).at(-1)) : null;
    },
  };

  const move = (name, title, keys) => command(name, {
    title, group: "Move", keys, needs: "block", changes: true,
    run() {
      const { blocks, selection } = editor;
      if (!places.areTogether(blocks)) return announce("These parts stand in different places. Choose “Move to…” instead.");
      gestures.move(selection, whereto[name](blocks));
    },
  });
  move("up", "Move up", ["Alt+ArrowUp"]);
  move("down", "Move down", ["Alt+ArrowDown"]);
  move("out", "Move out of what it is in", ["Alt+ArrowLeft"]);
  move("into", "Move into what comes before it", ["Alt+ArrowRight"]);
  command("pick-up", {
    title: "Pick up, and move with the arrow keys", group: "Move", keys: [" "], needs: "block", changes: true,
    run: async () => (await moveMode()).pickUp(editor),
  });
  command("move-to", {
    title: "Move to…", group: "Move", keys: ["Mod+Shift+M"], needs: "block", changes: true, inMenu: true,
    run: async () => (await import("./moveto.js")).moveTo(editor),
  });
}

function among(blocks) {
  const slot = blocks[0].parentElement;
  const siblings = childBlocks(slot);
  const [first, last] = [siblings.indexOf(blocks[0]), siblings.indexOf(blocks.at(-1))];
  return { slot, siblings, first, last, isRun: last - first === blocks.length - 1 };
}
