// Where a block may go: neighbours for moves by key, and the spot under the pointer for drags.

const EDGE = 14;

export const childBlocks = (slot) => [...slot.children].filter((child) => child.dataset.blockId);
export const ownerOf = (slot) => slot.closest("[data-block-id]");

export class Places {
  constructor(canvas, rules) {
    Object.assign(this, { canvas, rules });
  }

  // Why this slot does not take a component of this type; "" when it does.
  refusal(slot, type, moving = null) {
    if (moving && moving.contains(slot)) return "A part can't go into itself";
    const owner = ownerOf(slot);
    if (!owner) return "";
    const name = slot.dataset.slot.slice(slot.dataset.slot.lastIndexOf(":") + 1);
    const rule = this.rules[owner.dataset.blockType]?.slots[name];
    if (!rule) return "Nothing can go here";
    const what = this.rules[type]?.label || type;
    const isAllowed = rule.deny.length
      ? !rule.deny.includes(type) || rule.allow.includes(type)
      : !rule.allow.length || rule.allow.includes(type);
    if (!isAllowed) return `${what} can't go into ${this.slotName(slot)}`;
    const count = childBlocks(slot).filter((child) => child !== moving).length;
    if (rule.max !== null && count >= rule.max) return `There is no room left in ${this.slotName(slot)}`;
    return "";
  }

  slotName(slot) {
    const owner = ownerOf(slot);
    if (!owner) return "the page";
    const slots = this.rules[owner.dataset.blockType]?.slots || {};
    const name = slot.dataset.slot.slice(slot.dataset.slot.lastIndexOf(":") + 1);
    const label = this.canvas.label(owner);
    return Object.keys(slots).length > 1 ? `${label}, ${slots[name]?.label.toLowerCase()}` : label;
  }

  up(block) {
    const slot = block.parentElement;
    const blocks = childBlocks(slot);
    const at = blocks.indexOf(block);
    return at > 0 ? this.#place(slot, blocks[at - 2]) : null;
  }

  down(block) {
    const slot = block.parentElement;
    const blocks = childBlocks(slot);
    const at = blocks.indexOf(block);
    return at < blocks.length - 1 ? this.#place(slot, blocks[at + 1]) : null;
  }

  out(block) {
    const owner = ownerOf(block.parentElement);
    const slot = owner?.parentElement;
    return slot && !this.refusal(slot, block.dataset.blockType, block) ? this.#place(slot, owner) : null;
  }

  into(block) {
    const blocks = childBlocks(block.parentElement);
    const before = blocks[blocks.indexOf(block) - 1];
    if (!before) return null;
    const own = [...before.querySelectorAll("[data-slot]")].filter((slot) => ownerOf(slot) === before);
    const slot = own.find((one) => !this.refusal(one, block.dataset.blockType, block));
    return slot ? this.#place(slot, childBlocks(slot).at(-1)) : null;
  }

  // Where a click on the palette adds: right after the selection, or after what it is in, or at the end of the page.
  near(id, type) {
    for (let block = this.canvas.block(id); block; block = ownerOf(block.parentElement)) {
      if (!this.refusal(block.parentElement, type)) return this.#place(block.parentElement, block);
    }
    const root = this.canvas.slot("root");
    return root && this.#place(root, childBlocks(root).at(-1));
  }

  // Where a block stands, in words: "position 2 of 3 in Columns, left".
  where(block) {
    const blocks = childBlocks(block.parentElement);
    return `position ${blocks.indexOf(block) + 1} of ${blocks.length} in ${this.slotName(block.parentElement)}`;
  }

  // The spot under a point of the frame. From the innermost slot outwards; near the edge of a block
  // the slot around it is meant.
  at({ x, y }, type, moving = null) {
    let refused = "";
    for (const slot of this.#slotsAt(x, y)) {
      const owner = ownerOf(slot);
      if (owner && this.#isNearEdge(owner, x, y)) continue;
      const reason = this.refusal(slot, type, moving);
      if (!reason) return { ...this.#spotIn(slot, x, y, moving), refused };
      refused ||= reason;
    }
    return refused ? { refused } : null;
  }

  #slotsAt(x, y) {
    const document = this.canvas.document;
    const slots = [];
    let element = document.elementFromPoint(x, y);
    for (; element; element = element.parentElement) if (element.dataset?.slot) slots.push(element);
    const root = this.canvas.slot("root");
    if (root && !slots.includes(root)) slots.push(root);
    return slots;
  }

  #isNearEdge(owner, x, y) {
    const box = owner.getBoundingClientRect();
    const band = Math.min(EDGE, box.height / 4);
    return y < box.top + band || y > box.bottom - band || x < box.left || x > box.right;
  }

  #spotIn(slot, x, y, moving) {
    const blocks = childBlocks(slot).filter((child) => child !== moving);
    const isRow = this.#isRow(blocks);
    let before = null;
    for (const block of blocks) {
      const box = block.getBoundingClientRect();
      const isPast = isRow ? x > box.left + box.width / 2 : y > box.top + box.height / 2;
      if (!isPast) break;
      before = block;
    }
    return { ...this.#place(slot, before), slotElement: slot, line: this.#line(slot, blocks, before, isRow) };
  }

  #isRow(blocks) {
    if (blocks.length < 2) return false;
    const [first, second] = blocks.map((block) => block.getBoundingClientRect());
    return second.left >= first.right - 1 && second.top < first.bottom;
  }

  #line(slot, blocks, before, isRow) {
    const box = slot.getBoundingClientRect();
    const after = blocks[blocks.indexOf(before) + 1];
    const one = before?.getBoundingClientRect();
    const other = after?.getBoundingClientRect();
    if (isRow) {
      const left = one && other ? (one.right + other.left) / 2 : one ? one.right : other.left;
      return { left: left - 1, top: box.top, width: 0, height: box.height };
    }
    const top = one && other ? (one.bottom + other.top) / 2 : one ? one.bottom : other ? other.top : box.top + box.height / 2;
    return { left: box.left, top: top - 1, width: box.width, height: 0 };
  }

  #place(slot, after) {
    return { slot: slot.dataset.slot, after: after?.dataset.blockId || "" };
  }
}
