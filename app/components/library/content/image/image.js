// The lightbox: shows an enlarged picture, with buttons for the page's other pictures.

/** @type {Record<string, string[]>} */
const LABELS = {
  en: ["Close", "Previous picture", "Next picture"],
  de: ["Schließen", "Voriges Bild", "Nächstes Bild"],
  fr: ["Fermer", "Image précédente", "Image suivante"],
  es: ["Cerrar", "Imagen anterior", "Imagen siguiente"],
  it: ["Chiudi", "Immagine precedente", "Immagine successiva"],
  nl: ["Sluiten", "Vorige afbeelding", "Volgende afbeelding"],
  pt: ["Fechar", "Imagem anterior", "Imagem seguinte"],
};
const STYLE = `
.c-large { box-sizing: border-box; inline-size: 100vw; block-size: 100vh; block-size: 100dvh; max-inline-size: none; max-block-size: none; margin: 0; padding: 0; border: 0; background: #0e0e0e; color: #fff; overscroll-behavior: contain; }
.c-large[open] { display: grid; grid-template: minmax(0, 1fr) auto / minmax(0, 1fr); }
.c-large::backdrop { background: #000a; }
.c-large__picture { display: grid; place-items: center; padding: 4rem clamp(1rem, 5vw, 5rem) 1rem; min-block-size: 0; }
.c-large__picture picture { display: contents; }
.c-large__picture img { max-inline-size: 100%; max-block-size: 100%; inline-size: auto; block-size: auto; min-block-size: 0; object-fit: contain; }
.c-large__picture img[src$=".svg"] { inline-size: 100%; block-size: 100%; background: var(--paper); }
.c-large__words { display: flex; gap: 1.5rem; justify-content: space-between; align-items: center; margin: 0; padding: 0.5rem clamp(1rem, 5vw, 5rem) 1rem; font: 1rem/1.45 var(--font-ui, system-ui); }
.c-large__words p { margin: 0; max-inline-size: 60ch; }
.c-large button { inline-size: 3rem; block-size: 3rem; flex: none; border: 1px solid #fff9; border-radius: 50%; background: #000a; color: inherit; font: 1.5rem/1 system-ui; cursor: pointer; }
.c-large button:hover { background: #333; }
.c-large button:focus-visible { outline: 3px solid #fff; outline-offset: 2px; }
.c-large__close { position: absolute; inset-block-start: 0.5rem; inset-inline-end: 0.5rem; }
.c-large__steps { display: flex; gap: 0.75rem; align-items: center; }
.c-large__steps[hidden] { display: none; }
.c-large:dir(rtl) .c-large__steps button { scale: -1 1; }
@media (prefers-reduced-motion: no-preference) {
  .c-large[open] { animation: c-large 160ms ease-out; }
  @keyframes c-large { from { opacity: 0; } }
}`;

/** @type {LightBox | undefined} */
let box;

/** @param {HTMLElement} part */
export default function start(part) {
  link(part)?.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    box ||= new LightBox();
    box.open(/** @type {HTMLAnchorElement} */ (event.currentTarget));
  });
}

/** @param {Element} part @returns {HTMLAnchorElement | null} */
const link = (part) => part.querySelector("[data-large]");

class LightBox {
  /** @type {HTMLAnchorElement[]} */
  #links = [];
  /** @type {HTMLAnchorElement | undefined} */
  #opener;
  #index = 0;

  constructor() {
    const [close, before, after] = LABELS[document.documentElement.lang.split("-")[0]] || LABELS.en;
    this.dialog = document.createElement("dialog");
    this.dialog.className = "c-large";
    this.dialog.innerHTML = `<style>${STYLE}</style>
    <div class="c-large__picture"></div>
    <div class="c-large__words"><p aria-live="polite"></p>
      <div class="c-large__steps"><button type="button" aria-label="${before}">‹</button><span></span><button type="button" aria-label="${after}">›</button></div></div>
    <button class="c-large__close" type="button" aria-label="${close}" autofocus>×</button>`;
    document.body.append(this.dialog);
    const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (this.dialog.querySelector(selector));
    this.picture = find(".c-large__picture");
    this.caption = find("p");
    this.steps = find(".c-large__steps");
    this.count = find("span");
    this.#listen();
  }

  #listen() {
    const [previous, next, close] = this.dialog.querySelectorAll("button");
    previous.addEventListener("click", () => this.#show(this.#index - 1));
    next.addEventListener("click", () => this.#show(this.#index + 1));
    close.addEventListener("click", () => this.dialog.close());
    this.picture.addEventListener("click", (event) => event.target === this.picture && this.dialog.close());
    this.dialog.addEventListener("close", () => this.#opener?.focus());
    this.dialog.addEventListener("keydown", (event) => {
      const forward = getComputedStyle(this.dialog).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
      if (this.#links.length < 2 || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      event.preventDefault();
      this.#show(this.#index + (event.key === forward ? 1 : -1));
    });
  }

  /** @param {HTMLAnchorElement} opener */
  open(opener) {
    this.#opener = opener;
    this.#links = [...document.querySelectorAll("[data-script]")].map(link).filter((one) => one !== null);
    this.steps.hidden = this.#links.length < 2;
    this.#show(this.#links.indexOf(opener));
    this.dialog.showModal();
  }

  /** @param {number} number */
  #show(number) {
    const index = (this.#index = (number + this.#links.length) % this.#links.length);
    const from = this.#links[index];
    const shown = /** @type {HTMLElement} */ (from.firstElementChild?.cloneNode(true));
    for (const each of [shown, ...shown.querySelectorAll("*")]) {
      for (const name of ["class", "loading", "fetchpriority"]) each.removeAttribute(name);
      if (each.getAttribute("sizes")) each.setAttribute("sizes", "100vw");
    }
    const image = /** @type {HTMLImageElement} */ (shown.matches("img") ? shown : shown.querySelector("img"));
    if (!image.srcset) image.src = from.href;
    this.picture.replaceChildren(shown);
    this.dialog.setAttribute("aria-label", image.alt);
    this.caption.textContent = from.closest("figure")?.querySelector("figcaption")?.textContent.trim() || image.alt;
    this.count.textContent = `${index + 1} / ${this.#links.length}`;
  }
}
