/* Filters the list whose id is in an input's data-filter: hides entries that do not contain the input's value. */

document.addEventListener("input", (event) => {
  const target = /** @type {HTMLInputElement} */ (event.target);
  const list = document.getElementById(target.dataset.filter || "");
  if (!list) return;
  const query = target.value.trim().toLowerCase();
  for (const entry of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-entry]"))) {
    entry.hidden = !entry.textContent.toLowerCase().includes(query);
  }
  for (const more of list.querySelectorAll("details")) more.open ||= query !== "";
});
