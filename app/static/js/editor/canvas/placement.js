// Positions for blocks: whether a slot accepts a block, how a position is described, and the position under the pointer.

import { $$, get } from "../core/dom.js";
import { childBlocks, extent, ownerOf, previous, slotOf } from "./block-elements.js";

// This close to a block's upper or lower edge, the pointer refers to the slot around the block.
const EDGE_PX = 14;
// The maximum distance of the pointer from the middle of a gap, inside the gap and over an adjacent block.
const GAP_REACH_PX = 24;
const BLOCK_REACH_PX = 6;
// Over blocks thinner than this, the gap is not offered.
const MIN_BLOCK_SIZE_PX = 40;

export class Placement {
  /** @param {Canvas} canvas @param {Rules} rules */
  constructor(canvas, rules) {
    this.canvas = canvas;
    this.rules = rules;
  }

  /**
   * The reason why a slot does not accept components of one or more types, or the blocks `moving`; "" if it does.
   * @param {HTMLElement} slot @param {string | string[]} type @param {HTMLElement | HTMLElement[] | null} [moving]
   */
  refusal(slot, type, moving = null) {
    const blocks = [moving ?? []].flat();
    if (blocks.some((block) => block.contains(slot))) return "A part can’t go into itself";
    const owner = ownerOf(slot);
    if (!owner) return "";
    const name = slot.dataset.slot.slice(slot.dataset.slot.lastIndexOf(":") + 1);
    const rule = this.rules[owner.dataset.blockType]?.slots[name];
    if (!rule) return "Nothing can go here";
    const types = blocks.length ? blocks.map(({ dataset }) => dataset.blockType) : [type].flat();
    /** @param {string} one */
    const isAllowed = (one) => (rule.deny.length
      ? !rule.deny.includes(one) || rule.allow.includes(one)
      : !rule.allow.length || rule.allow.includes(one));
    const refused = types.find((one) => !isAllowed(one));
    if (refused) return `${this.rules[refused]?.label || refused} can’t go into ${this.slotName(slot)}`;
    const count = childBlocks(slot).filter((child) => !blocks.includes(child)).length;
    if (rule.max !== null && count + types.length > rule.max) return `There’s no room left in ${this.slotName(slot)}`;
    return "";
  }

  /** @param {HTMLElement} slot */
  slotName(slot) {
    const owner = ownerOf(slot);
    if (!owner) return "the page";
    const slots = this.rules[owner.dataset.blockType]?.slots || {};
    const name = slot.dataset.slot.slice(slot.dataset.slot.lastIndexOf(":") + 1);
    const label = this.canvas.label(owner);
    return Object.keys(slots).length > 1 ? `${label}, ${slots[name]?.label.toLowerCase()}` : label;
  }

  /** True if all blocks are in the same slot. @param {HTMLElement[]} blocks */
  areSiblings(blocks) {
    return blocks.every((block) => slotOf(block) === slotOf(blocks[0]));
  }

  /** Groups ids, given in page order, into runs of adjacent siblings. @param {string[]} ids */
  runs(ids) {
    /** @type {string[][]} */
    const found = [];
    for (const block of this.canvas.blocksOf(ids)) {
      const id = block.dataset.blockId;
      const before = previous(block);
      const run = found.at(-1);
      if (run && before && run.at(-1) === before.dataset.blockId) run.push(id);
      else found.push([id]);
    }
    return found;
  }

  /** A block's own slots, without those of the blocks inside it. @param {HTMLElement} block */
  slotsOf(block) {
    return $$("[data-slot]", block).filter((slot) => ownerOf(slot) === block);
  }

  /**
   * The position for a new component: after the given block or the innermost block around it after which the component is
   * allowed, otherwise at the end of the page.
   * @param {string} id @param {string | string[]} type
   */
  nearestPosition(id, type) {
    for (let block = this.canvas.block(id); block; block = ownerOf(slotOf(block))) {
      if (!this.refusal(slotOf(block), type)) return this.positionAfter(slotOf(block), block);
    }
    const root = this.canvas.slot("root");
    return root && this.positionAfter(root, childBlocks(root).at(-1));
  }

  /** Describes the position of blocks to the author, such as "position 2 of 3 in Columns, left". @param {HTMLElement | HTMLElement[]} which */
  describePosition(which) {
    const blocks = [which].flat();
    const siblings = childBlocks(slotOf(blocks[0]));
    const place = this.slotName(slotOf(blocks[0]));
    if (!this.areSiblings(blocks)) return "in several places";
    const [first, last] = [blocks[0], blocks[blocks.length - 1]].map((block) => siblings.indexOf(block) + 1);
    const position = blocks.length > 1 ? `positions ${first} to ${last}` : `position ${first}`;
    return `${position} of ${siblings.length} in ${place}`;
  }

  /**
   * All positions that blocks can be moved to, in page order. `home` is the index of their current position.
   * @param {HTMLElement[]} blocks
   */
  allTargets(blocks) {
    /** @type {MoveTarget[]} */
    const targets = [];
    let home = 0;
    /** @param {HTMLElement} slotElement @param {number} depth */
    const visit = (slotElement, depth) => {
      const isOpen = !this.refusal(slotElement, "", blocks);
      const siblings = childBlocks(slotElement);
      const others = siblings.filter((one) => !blocks.includes(one));
      /** @param {HTMLElement | null} after */
      const put = (after) => isOpen && targets.push({
        ...this.positionAfter(slotElement, after), slotElement, depth, number: others.findIndex((one) => one === after) + 2, count: others.length + blocks.length,
      });
      put(null);
      for (const block of siblings) {
        if (block === blocks[0]) home = Math.max(targets.length - 1, 0);
        if (blocks.includes(block)) continue;
        this.slotsOf(block).forEach((inner) => visit(inner, depth + 1));
        put(block);
      }
    };
    visit(get("[data-slot=root]", this.canvas.document), 0);
    return { targets, home };
  }

  /**
   * The line of the drop indicator for a position, in frame coordinates.
   * @param {Pick<MoveTarget, "slotElement" | "after">} target @param {HTMLElement[]} moving
   */
  indicatorLine({ slotElement, after }, moving) {
    const blocks = childBlocks(slotElement).filter((child) => !moving.includes(child));
    return this.#line(slotElement, blocks, this.canvas.block(after), this.isRow(blocks));
  }

  /**
   * The drop target at a point in the frame: the innermost slot that accepts the component or, near a block's edge, the
   * slot around that block. `refused` says why a slot further in does not accept it. Null if there is no slot at all.
   * @param {Point} point @param {string} type @param {HTMLElement[] | null} [moving]
   * @returns {DropTarget | RefusedTarget | null}
   */
  dropTargetAt({ x, y }, type, moving = null) {
    let refused = "";
    for (const slot of this.#slotsAt(x, y)) {
      const owner = ownerOf(slot);
      if (owner && this.#isNearEdge(owner, x, y)) continue;
      const reason = this.refusal(slot, type, moving);
      if (!reason) return { ...this.#targetIn(slot, x, y, moving), refused };
      refused ||= reason;
    }
    return refused ? { refused } : null;
  }

  /**
   * The gap at a point in the frame: between two blocks, before the first or after the last; null if there is none.
   * @param {number} x @param {number} y
   */
  gapAt(x, y) {
    for (const slot of this.#slotsAt(x, y)) {
      if (this.isFull(slot)) continue;
      const blocks = childBlocks(slot);
      if (!blocks.length) return null;
      const isRow = this.isRow(blocks);
      const before = this.#blockBefore(blocks, x, y, isRow);
      const line = this.#line(slot, blocks, before, isRow);
      const at = isRow ? x : y;
      const over = [before, blocks[blocks.findIndex((one) => one === before) + 1]].filter((block) => !!block).map((block) => extent(block, isRow)).find(([start, end]) => at > start && at < end);
      const reach = !over ? GAP_REACH_PX : over[1] - over[0] < MIN_BLOCK_SIZE_PX ? 0 : BLOCK_REACH_PX;
      if (Math.abs(at - (isRow ? line.left : line.top)) <= reach) return { slot, after: before?.dataset.blockId || "", line };
    }
    return null;
  }

  /** True if no component can be added to a slot. @param {HTMLElement} slot */
  isFull(slot) {
    return Object.keys(this.rules).every((type) => !this.rules[type].permissions.includes("insert") || this.refusal(slot, type));
  }

  /** @param {number} x @param {number} y */
  #slotsAt(x, y) {
    const document = this.canvas.document;
    /** @type {HTMLElement[]} */
    const slots = [];
    let element = /** @type {HTMLElement | null} */ (document.elementFromPoint(x, y));
    for (; element; element = element.parentElement) if (element.dataset?.slot) slots.push(element);
    const root = this.canvas.slot("root");
    if (root && !slots.includes(root)) slots.push(root);
    return slots;
  }

  /** @param {HTMLElement} owner @param {number} x @param {number} y */
  #isNearEdge(owner, x, y) {
    const box = owner.getBoundingClientRect();
    const band = Math.min(EDGE_PX, box.height / 4);
    return y < box.top + band || y > box.bottom - band || x < box.left || x > box.right;
  }

  /** @param {HTMLElement} slot @param {number} x @param {number} y @param {HTMLElement[] | null} moving */
  #targetIn(slot, x, y, moving) {
    const blocks = childBlocks(slot).filter((child) => ![moving].flat().includes(child));
    const isRow = this.isRow(blocks);
    const before = this.#blockBefore(blocks, x, y, isRow);
    return { ...this.positionAfter(slot, before), slotElement: slot, line: this.#line(slot, blocks, before, isRow) };
  }

  /** @param {HTMLElement[]} blocks @param {number} x @param {number} y @param {boolean} isRow */
  #blockBefore(blocks, x, y, isRow) {
    /** @type {HTMLElement | null} */
    let before = null;
    for (const block of blocks) {
      const box = block.getBoundingClientRect();
      const isPast = isRow ? x > box.left + box.width / 2 : y > box.top + box.height / 2;
      if (!isPast) break;
      before = block;
    }
    return before;
  }

  /** @param {HTMLElement[]} blocks */
  isRow(blocks) {
    if (blocks.length < 2) return false;
    const [first, second] = blocks.map((block) => block.getBoundingClientRect());
    return second.left >= first.right - 1 && second.top < first.bottom;
  }

  /** @param {HTMLElement} slot @param {HTMLElement[]} blocks @param {HTMLElement | null} before @param {boolean} isRow */
  #line(slot, blocks, before, isRow) {
    const box = slot.getBoundingClientRect();
    const after = blocks[blocks.findIndex((one) => one === before) + 1];
    const one = before?.getBoundingClientRect();
    const other = after?.getBoundingClientRect();
    if (isRow) {
      const left = one && other ? (one.right + other.left) / 2 : one ? one.right : other.left;
      return { left: left - 1, top: box.top, width: 0, height: box.height };
    }
    const top = one && other ? (one.bottom + other.top) / 2 : one ? one.bottom : other ? other.top : box.top + box.height / 2;
    return { left: box.left, top: top - 1, width: box.width, height: 0 };
  }

  /** @param {HTMLElement} slot @param {HTMLElement | null | undefined} [after] */
  positionAfter(slot, after) {
    return { slot: slot.dataset.slot, after: after?.dataset.blockId || "" };
  }
}
