/* An input that names a list in data-filter leaves of its entries those to be seen that have these letters in them. */

document.addEventListener("input", (event) => {
  const target = /** @type {HTMLInputElement} */ (event.target);
  const list = document.getElementById(target.dataset.filter || "");
  if (!list) return;
  const wanted = target.value.trim().toLowerCase();
  for (const entry of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-entry]"))) {
    entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
  }
  for (const more of list.querySelectorAll("details")) more.open ||= wanted !== "";
});
