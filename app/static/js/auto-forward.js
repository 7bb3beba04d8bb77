/* Follows the link of a page that only redirects, after a delay in which the edge servers learn about it. */

const PROPAGATION_MS = 1000;

const link = /** @type {HTMLElement | null} */ (document.querySelector("[data-onward]"));
if (link) setTimeout(() => link.click(), PROPAGATION_MS);
