/* Copies what a button names in data-copy, and says so on the button for a moment. */

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
  setTimeout(() => { button.textContent = label; }, 2500);
});

export {};
