// Loads the scripts of components on demand. `data-script` is the script's URL; `data-when` says when to load it: idle
// (the default), visible or interaction.

const started = new Map();

/** @param {HTMLElement} part */
const start = (part) => {
  if (!started.has(part)) started.set(part, import(part.dataset.script || "").then((script) => script.default(part)));
  return started.get(part);
};

const whenIdle = window.requestIdleCallback || setTimeout;

/** @type {Record<string, (part: HTMLElement) => void>} */
const triggers = {
  /** @param {HTMLElement} part */
  idle: (part) => whenIdle(() => start(part)),

  /** @param {HTMLElement} part */
  visible(part) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((each) => each.isIntersecting)) return;
      observer.disconnect();
      start(part);
    }, { rootMargin: "200px" });
    observer.observe(part);
  },

  /**
   * Repeats a click made before the script was loaded; if loading fails, the click has its default action.
   * @param {HTMLElement} part
   */
  interaction(part) {
    const load = () => start(part).catch(() => {}).then(() => part.removeEventListener("click", onClick));
    /** @param {MouseEvent} event */
    const onClick = (event) => {
      if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      load().then(() => /** @type {HTMLElement} */ (event.target).click());
    };
    part.addEventListener("click", onClick);
    for (const name of ["pointerover", "focusin"]) part.addEventListener(name, load, { once: true });
  },
};

for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-script]"))) triggers[part.dataset.when || "idle"]?.(part);
