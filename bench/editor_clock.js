// Runs in the editor's page before its own scripts. Times one gesture at a time:
// dom   = from the input event to the change of the canvas's document after which the wanted state holds,
// paint = from the input event to the second animation frame after that, when the change is certainly on the screen.
if (window === top) {
  const canvas = () => document.querySelector("iframe[name=canvas]")?.contentDocument;
  const clock = (window.__clock = { canvas, opened: {} });
  const all = (selector) => [...canvas().querySelectorAll(selector)];

  clock.block = (id) => canvas().querySelector(`[data-block-id="${CSS.escape(id)}"]`);
  clock.top = () => all('[data-slot="root"] > [data-block-id]').map((one) => one.dataset.blockId);
  clock.added = () => clock.top().find((id) => !clock.before.includes(id)) || "";

  const done = {
    added: () => clock.added() !== "",
    moved: ({ id, from }) => clock.top().indexOf(id) > from,
    gone: ({ id }) => !clock.block(id),
    back: ({ id }) => !!clock.block(id),
    written: ({ id, words }) => clock.block(id).textContent !== words,
  };

  const start = (event) => {
    if (event.type === clock.on) clock.began ??= event.timeStamp + event.view.performance.timeOrigin - performance.timeOrigin;
  };

  function listen(view) {
    if (view.__clock_listens) return;
    view.__clock_listens = true;
    for (const type of ["keydown", "pointerup", "click"]) view.addEventListener(type, start, true);
  }

  // Wait for an event of this type, then for the canvas to reach a state; resolves with { dom, paint }.
  clock.arm = (on, state, facts = {}) => {
    listen(window);
    listen(canvas().defaultView);
    Object.assign(clock, { on, began: undefined, before: clock.top() });
    const known = { ...facts, from: clock.top().indexOf(facts.id), words: clock.block(facts.id || "")?.textContent };
    clock.result = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${state}: nothing happened for 10 s`)), 10000);
      const observer = new MutationObserver(() => {
        if (clock.began === undefined || !done[state](known)) return;
        const dom = performance.now() - clock.began;
        observer.disconnect();
        clearTimeout(late);
        requestAnimationFrame(() => requestAnimationFrame(() => resolve({ dom, paint: performance.now() - clock.began })));
      });
      observer.observe(canvas(), { subtree: true, childList: true, characterData: true, attributes: true });
    });
    clock.result.catch(() => {});
  };

  // A point on a block in window coordinates; `y` is in pixels from its top, or from its bottom if negative.
  clock.point = (id, y) => {
    const frame = document.querySelector("iframe[name=canvas]").getBoundingClientRect();
    const scale = frame.width / canvas().defaultView.innerWidth;
    const box = clock.block(id).getBoundingClientRect();
    return { x: frame.x + (box.x + Math.min(box.width / 2, 200)) * scale, y: frame.y + (y < 0 ? box.bottom + y : box.top + y) * scale };
  };

  // Record when all blocks are in the canvas, and when a click on the first one selects it.
  clock.watch = (count) => {
    const look = () => {
      if (canvas()?.querySelectorAll("[data-block-id]").length >= count) {
        clock.opened.shown ??= performance.now();
        const first = canvas().querySelector("[data-block-id]");
        if ("selected" in first.dataset) {
          clock.opened.editable = performance.now();
          return;
        }
        first.click();
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
}
