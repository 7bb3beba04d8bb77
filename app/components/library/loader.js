// Brings the scripts of a page's parts when they are needed: `data-script` says which, `data-when` when.

const started = new Map();

const start = (part) => {
  if (!started.has(part)) started.set(part, import(part.dataset.script).then((script) => script.default(part)));
  return started.get(part);
};

const later = window.requestIdleCallback || setTimeout;

const ways = {
  idle: (part) => later(() => start(part)),

  visible(part) {
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      watch.disconnect();
      start(part);
    }, { rootMargin: "200px" });
    watch.observe(part);
  },

  // A press that comes before the script waits for it; without the script it does what it does in HTML.
  interaction(part) {
    const ready = () => start(part).catch(() => {}).then(() => part.removeEventListener("click", press));
    const press = (event) => {
      if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      ready().then(() => event.target.click());
    };
    part.addEventListener("click", press);
    for (const name of ["pointerover", "focusin"]) part.addEventListener(name, ready, { once: true });
  },
};

for (const part of document.querySelectorAll("[data-script]")) ways[part.dataset.when](part);
