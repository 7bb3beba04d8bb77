// The light box: pictures that open large, and lead to the others of their page.

const WORDS = {
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

let box;

export default function start(part) {
  link(part)?.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    box ||= make();
    box.open(event.currentTarget);
  });
}

const link = (part) => part.querySelector("[data-large]");

function make() {
  const [close, before, after] = WORDS[document.documentElement.lang.split("-")[0]] || WORDS.en;
  const dialog = document.createElement("dialog");
  dialog.className = "c-large";
  dialog.innerHTML = `<style>${STYLE}</style>
    <div class="c-large__picture"></div>
    <div class="c-large__words"><p aria-live="polite"></p>
      <div class="c-large__steps"><button type="button" aria-label="${before}">‹</button><span></span><button type="button" aria-label="${after}">›</button></div></div>
    <button class="c-large__close" type="button" aria-label="${close}" autofocus>×</button>`;
  document.body.append(dialog);
  const [picture, words, steps, count] = [".c-large__picture", "p", ".c-large__steps", "span"].map((each) => dialog.querySelector(each));
  const [back, on, end] = dialog.querySelectorAll("button");
  let opener;
  let links;
  let place;

  const show = (number) => {
    place = (number + links.length) % links.length;
    const shown = links[place].firstElementChild.cloneNode(true);
    for (const each of [shown, ...shown.querySelectorAll("*")]) {
      for (const name of ["class", "loading", "fetchpriority"]) each.removeAttribute(name);
      if (each.sizes) each.sizes = "100vw";
    }
    const image = shown.matches("img") ? shown : shown.querySelector("img");
    if (!image.srcset) image.src = links[place].href;
    picture.replaceChildren(shown);
    dialog.setAttribute("aria-label", image.alt);
    words.textContent = links[place].closest("figure").querySelector("figcaption").textContent.trim() || image.alt;
    count.textContent = `${place + 1} / ${links.length}`;
  };

  back.addEventListener("click", () => show(place - 1));
  on.addEventListener("click", () => show(place + 1));
  end.addEventListener("click", () => dialog.close());
  picture.addEventListener("click", (event) => event.target === picture && dialog.close());
  dialog.addEventListener("close", () => opener.focus());
  dialog.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(dialog).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (links.length < 2 || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    show(place + (event.key === forward ? 1 : -1));
  });

  return {
    open(from) {
      opener = from;
      links = [...document.querySelectorAll("[data-script]")].map(link).filter(Boolean);
      steps.hidden = links.length < 2;
      show(links.indexOf(from));
      dialog.showModal();
    },
  };
}
