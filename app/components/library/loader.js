// Brings the scripts of a page's parts when they are needed: `data-script` says which, `data-when` when.

const started = new Map();

/** @param {HTMLElement} part */
const start = (part) => {
  if (!started.has(part)) started.set(part, import(part.dataset.script || "").then((script) => script.default(part)));
  return started.get(part);
};

const later = window.requestIdleCallback || setTimeout;

/** @type {Record<string, (part: HTMLElement) => void>} */
const ways = {
  /** @param {HTMLElement} part */
  idle: (part) => later(() => start(part)),

  /** @param {HTMLElement} part */
  visible(part) {
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      watch.disconnect();
      start(part);
    }, { rootMargin: "200px" });
    watch.observe(part);
  },

  /**
   * A press that comes before the script waits for it; without the script it does what it does in HTML.
   * @param {HTMLElement} part
   */
  interaction(part) {
    const ready = () => start(part).catch(() => {}).then(() => part.removeEventListener("click", press));
    /** @param {MouseEvent} event */
    const press = (event) => {
      if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      ready().then(() => /** @type {HTMLElement} */ (event.target).click());
    };
    part.addEventListener("click", press);
    for (const name of ["pointerover", "focusin"]) part.addEventListener(name, ready, { once: true });
  },
};

for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-script]"))) ways[part.dataset.when || "idle"]?.(part);
