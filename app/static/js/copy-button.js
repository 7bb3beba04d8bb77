/* Copies the text in a button's data-copy, and shows the text in its data-copied for a moment. */

const CONFIRMATION_MS = 2500;

document.addEventListener("click", async ({ target }) => {
  const button = /** @type {(HTMLElement & { dataset: { copy: string, copied: string } }) | null} */ (/** @type {Element} */ (target).closest("[data-copy]"));
  if (!button) return;
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  } catch {
    button.textContent = button.dataset.copy;
  }
  setTimeout(() => { button.textContent = label; }, CONFIRMATION_MS);
});

export {};
