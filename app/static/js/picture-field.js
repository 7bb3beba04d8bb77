/* A picture chosen in a form: what is uploaded is chosen at once, and an address that is typed too. */

const token = () => /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="csrf-token"]')).content;

/** @param {File} file */
async function send(file) {
  const headers = { "X-CSRF-Token": token(), "HX-Request": "true", "Content-Type": "application/octet-stream" };
  const address = `/assets?name=${encodeURIComponent(file.name.slice(-300))}`;
  const response = await fetch(address, { method: "POST", body: file, headers }).catch(() => null);
  const answer = new DOMParser().parseFromString(response ? await response.text() : "", "text/html");
  if (response?.status === 201) return { id: /** @type {HTMLElement} */ (answer.querySelector("[data-asset]")).dataset.asset };
  const said = (answer.querySelector("[data-message]") || answer.body).textContent.trim().slice(0, 300);
  return { trouble: said || "We couldn’t send the picture. Please try again in a moment." };
}

/** @param {HTMLInputElement} input */
async function bring(input) {
  const field = /** @type {HTMLElement} */ (input.closest("[data-pictures]"));
  const said = /** @type {HTMLElement} */ (field.querySelector("[data-picture-said]"));
  const name = field.dataset.pictures || "";
  said.textContent = "Uploading…";
  const { id, trouble } = await send(/** @type {FileList} */ (input.files)[0]);
  input.value = "";
  said.textContent = trouble || "";
  if (trouble) return;
  const offered = await fetch(`/assets/choices/${name}?${new URLSearchParams({ [name]: `asset:${id}` })}`, { headers: { "HX-Request": "true" } });
  /** @type {HTMLElement} */ (document.getElementById(`${name}-choices`)).outerHTML = await offered.text();
  /** @type {HTMLElement | null} */ (field.querySelector(`[name="${name}"]:checked`))?.focus();
  said.textContent = "Uploaded and selected.";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("change", (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (input.matches("[data-picture-upload]") && input.files?.length) bring(input);
});

document.addEventListener("input", (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const other = input.matches(".pictures__address") && input.closest("[data-pictures]")?.querySelector("[value=web]");
  if (other) /** @type {HTMLInputElement} */ (other).checked = true;
});
