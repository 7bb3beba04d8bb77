/* An input filters the list whose id is in its data-filter: entries that do not contain its value are hidden. */

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
