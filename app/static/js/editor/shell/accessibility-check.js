// Checks the page on the canvas with axe, and lists in plain words what to fix, where, and how.

import { $, announce, closest, get } from "../core/dom.js";

const RECHECK_DELAY_MS = 1500;
const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const BEST_PRACTICES = ["heading-order", "empty-heading", "page-has-heading-one", "image-redundant-alt"];
// Title and advice for each rule of axe. Other rules are shown with axe's own help text.
/** @type {Record<string, [string, string]>} */
const EXPLANATIONS = {
  "image-alt": ["This picture has no description", "Say in a few words what it shows, or tick “only decoration”."],
  "image-redundant-alt": ["The description repeats the text beside the picture", "Say something else about the picture, or tick “only decoration”."],
  "color-contrast": ["This text is hard to read", "Choose a darker or lighter colour for the text or for its background."],
  "empty-heading": ["This heading is empty", "Write something in it, or delete it."],
  "heading-order": ["A heading skips a level", "A Section belongs under a Chapter, and a Detail under a Section. Choose the level by where the heading belongs, not by its size."],
  "page-has-heading-one": ["The page has no main heading", "Add an Opening: its heading is where people who use screen readers start."],
  "link-name": ["This link has no text", "Add text that says where it leads."],
  "button-name": ["This button has no text", "Add text that says what it does."],
  "link-in-text-block": ["This link looks like the text around it", "Underline it, or choose a colour that stands out more."],
  "frame-title": ["This embedded content has no title", "Give it a title that says what it is."],
  "target-size": ["This is too small to tap with a finger", "Give it more room."],
  list: ["This isn’t marked up as a list", "Make it again with the list button."],
};

/** @type {Record<string, [string, string]>} */
const UNSURE_EXPLANATIONS = {
  "color-contrast": ["Is this text easy to read?", "The background isn’t a single colour, so only you can tell."],
};

export class AccessibilityCheck {
  #timer = 0;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.box = get("#check");
    this.list = get("[data-check-found]");
    this.summary = get("[data-check-said]");
    this.list.addEventListener("click", ({ target }) => this.#goTo(closest(target, "[data-check-block]")?.dataset.checkBlock));
  }

  get isOpen() { return get(".ed-desk").dataset.panel === "check"; }

  async run() {
    const axe = await this.#axe();
    const { document: page } = this.editor.canvas;
    const { violations, incomplete } = await axe.run(page, {
      runOnly: { type: "tag", values: STANDARDS }, rules: Object.fromEntries(BEST_PRACTICES.map((name) => [name, { enabled: true }])), resultTypes: ["violations", "incomplete"],
    });
    const wrong = violations.flatMap((rule) => rule.nodes.map((node) => this.#problem(rule, node)));
    const unsure = incomplete.flatMap((rule) => rule.nodes.map((node) => this.#problem(rule, node, UNSURE_EXPLANATIONS)));
    this.list.replaceChildren(...this.#group("To fix", wrong), ...this.#group("Please check these yourself", unsure));
    this.summary.textContent = summary(wrong.length, unsure.length);
    announce(this.summary.textContent);
  }

  /** Checks again after a change, if the panel is open. @param {() => void} check */
  scheduleCheck(check) {
    clearTimeout(this.#timer);
    if (this.isOpen) this.#timer = setTimeout(() => this.isOpen && check(), RECHECK_DELAY_MS);
  }

  // Loads axe into the canvas's document, whose content security policy requires its nonce.
  async #axe() {
    const { window: view, document: page } = this.editor.canvas;
    if (view.axe) return view.axe;
    const script = page.createElement("script");
    script.nonce = get("script[nonce]", page).nonce;
    script.src = this.box.dataset.axe;
    await new Promise((resolve, reject) => {
      Object.assign(script, { onload: resolve, onerror: () => reject(new Error("The checker could not be loaded.")) });
      page.head.append(script);
    });
    script.remove();
    return /** @type {Axe} */ (/** @type {unknown} */ (view.axe));
  }

  /** @param {AxeRule} options @param {AxeNode} options @param {Record<string, [string, string]>} [explanations] */
  #problem({ id, help }, { target, html }, explanations = EXPLANATIONS) {
    const element = $(String(target[0]), this.editor.canvas.document);
    const block = element?.closest("[data-block-id]");
    const [title, advice] = explanations[id] || EXPLANATIONS[id] || [help, ""];
    const excerpt = element?.textContent.trim().slice(0, 60) || (element?.matches("img") ? "" : html.slice(0, 60));
    return { title, advice, excerpt, block: block?.dataset.blockId || "", where: block ? this.editor.canvas.label(block) : "The whole page" };
  }

  /** @param {string} title @param {Problem[]} problems */
  #group(title, problems) {
    if (!problems.length) return [];
    const head = Object.assign(document.createElement("h3"), { className: "ed-check__group", textContent: `${title} (${problems.length})` });
    const list = document.createElement("ul");
    list.className = "ed-check__list";
    list.append(...problems.map(entry));
    return [head, list];
  }

  /** @param {string | undefined} [block] */
  #goTo(block) {
    if (block) this.editor.select(block, { focus: true, scroll: true });
  }
}

/** @param {Problem} options */
function entry({ title, advice, excerpt, block, where }) {
  const item = document.createElement("li");
  item.innerHTML = `<button type="button" class="ed-check__problem"><strong></strong><span class="ed-check__where"></span><span class="ed-check__advice"></span></button>`;
  const button = get("button", item);
  button.dataset.checkBlock = block;
  button.disabled = !block;
  get("strong", item).textContent = title;
  get(".ed-check__where", item).textContent = excerpt ? `${where}: “${excerpt}”` : where;
  get(".ed-check__advice", item).textContent = advice;
  if (!advice) get(".ed-check__advice", item).remove();
  return item;
}

/** @param {number} wrong @param {number} unsure */
function summary(wrong, unsure) {
  if (!wrong && !unsure) return "We found nothing that makes this page hard to read.";
  const things = wrong === 1 ? "One thing to fix." : `${wrong} things to fix.`;
  const looks = unsure === 1 ? "One thing to check yourself." : `${unsure} things to check yourself.`;
  return [wrong && things, unsure && looks].filter(Boolean).join(" ");
}
