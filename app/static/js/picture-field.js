/* The picture field of a form: selects a picture as soon as it is uploaded, or the URL as soon as one is typed. */

const token = () => /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="csrf-token"]')).content;

/** Uploads a file. Resolves with its id or an error message. @param {File} file */
async function upload(file) {
  const headers = { "X-CSRF-Token": token(), "HX-Request": "true", "Content-Type": "application/octet-stream" };
  const address = `/assets?name=${encodeURIComponent(file.name.slice(-300))}`;
  const response = await fetch(address, { method: "POST", body: file, headers }).catch(() => null);
  const page = new DOMParser().parseFromString(response ? await response.text() : "", "text/html");
  if (response?.status === 201) return { id: /** @type {HTMLElement} */ (page.querySelector("[data-asset]")).dataset.asset };
  const message = (page.querySelector("[data-message]") || page.body).textContent.trim().slice(0, 300);
  return { error: message || "We couldn’t upload the picture. Please try again in a moment." };
}

/** @param {HTMLInputElement} input */
async function uploadInto(input) {
  const field = /** @type {HTMLElement} */ (input.closest("[data-pictures]"));
  const status = /** @type {HTMLElement} */ (field.querySelector("[data-picture-said]"));
  const name = field.dataset.pictures || "";
  status.textContent = "Uploading…";
  const { id, error } = await upload(/** @type {FileList} */ (input.files)[0]);
  input.value = "";
  status.textContent = error || "";
  if (error) return;
  const choices = await fetch(`/assets/choices/${name}?${new URLSearchParams({ [name]: `asset:${id}` })}`, { headers: { "HX-Request": "true" } });
  /** @type {HTMLElement} */ (document.getElementById(`${name}-choices`)).outerHTML = await choices.text();
  /** @type {HTMLElement | null} */ (field.querySelector(`[name="${name}"]:checked`))?.focus();
  status.textContent = "Uploaded and selected.";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("change", (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (input.matches("[data-picture-upload]") && input.files?.length) uploadInto(input);
});

document.addEventListener("input", (event) => {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const other = input.matches(".pictures__address") && input.closest("[data-pictures]")?.querySelector("[value=web]");
  if (other) /** @type {HTMLInputElement} */ (other).checked = true;
});
