/* A picture chosen in a form: what is uploaded is chosen at once, and an address that is typed too. */

const token = () => document.querySelector('meta[name="csrf-token"]').content;

async function send(file) {
  const headers = { "X-CSRF-Token": token(), "HX-Request": "true", "Content-Type": "application/octet-stream" };
  const address = `/assets?name=${encodeURIComponent(file.name.slice(-300))}`;
  const response = await fetch(address, { method: "POST", body: file, headers }).catch(() => null);
  const answer = new DOMParser().parseFromString(response ? await response.text() : "", "text/html");
  if (response?.status === 201) return { id: answer.querySelector("[data-asset]").dataset.asset };
  const said = (answer.querySelector("[data-message]") || answer.body).textContent.trim().slice(0, 300);
  return { trouble: said || "The picture could not be sent. Please try again in a moment." };
}

async function bring(input) {
  const field = input.closest("[data-pictures]");
  const said = field.querySelector("[data-picture-said]");
  const name = field.dataset.pictures;
  said.textContent = "On its way…";
  const { id, trouble } = await send(input.files[0]);
  input.value = "";
  said.textContent = trouble || "";
  if (trouble) return;
  const offered = await fetch(`/assets/choices/${name}?${new URLSearchParams({ [name]: `asset:${id}` })}`, { headers: { "HX-Request": "true" } });
  document.getElementById(`${name}-choices`).outerHTML = await offered.text();
  field.querySelector(`[name="${name}"]:checked`)?.focus();
  said.textContent = "It is here, and chosen.";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-picture-upload]") && target.files.length) bring(target);
});

document.addEventListener("input", ({ target }) => {
  if (target.matches(".pictures__address")) target.closest("[data-pictures]").querySelector("[value=web]").checked = true;
});
