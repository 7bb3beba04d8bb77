// Lets a benchmark that compares editors drive ours: it looks for `window.__ed` in the editor's page and does
// each action either with the named key or by calling the function here. See `python -m bench.peer_editors`.
// That benchmark removes blocks only to clean up, untimed, so a block counts as gone once its removal was requested:
// the editor's Content-Security-Policy forbids the polling expression that would wait for it.
const leaving = new Set();
window.__ed = {
  modes: { type: "key", insert: "api", move: "key:Alt+ArrowDown", remove: "key:Delete", undo: "key:Control+z" },
  idle: 150,
  field: 'form[data-inspector] input[name="text"]:visible',
  palette: '[data-component="Heading"]',
  dragMove: true,
  loaded: () => !!window.quillspace,
  settled: () => !quillspace.queue.isBusy,
  doc: () => document.querySelector("iframe[name=canvas]")?.contentDocument,
  el: (id) => (leaving.has(id) ? null : __ed.doc().querySelector(`[data-block-id="${CSS.escape(id)}"]`)),
  count: () => __ed.doc()?.querySelectorAll("[data-block-id]").length || 0,
  order: () => [...__ed.doc().querySelectorAll('[data-slot="root"] > [data-block-id]')].map((one) => one.dataset.blockId),
  textBlock: () => {
    const headings = __ed.order().filter((id) => __ed.el(id).dataset.blockType === "Heading");
    return headings[headings.length >> 1];
  },
  // A second click would start editing the text, where the keys that move and delete blocks act on the text instead.
  click: (id) => {
    if (quillspace.canvas.selected !== id) __ed.el(id).click();
    quillspace.editor.inPlace.end();
    quillspace.canvas.focus(id);
  },
  select: (id) => __ed.click(id),
  selected: () => __ed.doc().querySelector("[data-selected]")?.dataset.blockId,
  // As a click in the palette does: the new block is inserted after the selected one.
  insert: (_id, at) => {
    quillspace.canvas.select(__ed.order()[at - 1], { scroll: false });
    document.querySelector(__ed.palette).click();
  },
  move: (id, to) => {
    const others = __ed.order().filter((one) => one !== id);
    __ed.send("POST", `/blocks/${encodeURIComponent(id)}/moves`, { slot: "root", after: others[to - 1] || "" });
  },
  remove: (id) => {
    leaving.add(id);
    __ed.send("DELETE", `/blocks/${encodeURIComponent(id)}`);
  },
  undo: () => quillspace.editor.act("undo"),
  // Before the drags: scroll back to the top of the page, to the blocks that will be dragged.
  showPalette: () => {
    __ed.doc().defaultView.scrollTo({ top: 0, behavior: "instant" });
    return new Promise((resolve) => setTimeout(resolve, 800));
  },
  send: (method, path, fields = {}) =>
    quillspace.queue.send({ method, url: `/pages/${document.body.dataset.page}${path}`, fields: { selected: "", ...fields } }),
};
