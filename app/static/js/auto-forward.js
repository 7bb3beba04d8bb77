/* A page that only leads on does so by itself, once edges have had the time to hear of the link. */

const HEARD_MS = 1000;

const link = /** @type {HTMLElement | null} */ (document.querySelector("[data-onward]"));
if (link) setTimeout(() => link.click(), HEARD_MS);
