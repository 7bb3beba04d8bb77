/* Follows the link on a page that forwards to a preview, after a delay that lets the edge servers learn about the preview. */

const PROPAGATION_MS = 1000;

const link = /** @type {HTMLElement | null} */ (document.querySelector("[data-onward]"));
if (link) setTimeout(() => link.click(), PROPAGATION_MS);
