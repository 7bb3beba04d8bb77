// Previews in the palette: each component's example, rendered with the site's style sheet. The same response contains
// the samples, which show how each component looks when it has just been added.

import { $, $$, parseHtml } from "../core/dom.js";

const WIDE_PX = 460;
const NARROW_PX = 240;
const MIN_SCALE = 0.55;

/** @param {Canvas} canvas @param {string} address */
export async function showPreviews(canvas, address) {
  const examples = await fetchExamples(address);
  if (!examples || !canvas.document) return null;
  drawPreviews(canvas, examples);
  return examples;
}

/** @param {string} address */
export async function fetchExamples(address) {
  const response = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  return response?.ok ? parseHtml(await response.text()) : null;
}

/** @param {Canvas} canvas @param {Document} examples */
export function drawPreviews(canvas, examples) {
  const sheet = shadowStyles(canvas.document, $("template[data-preview-styles]", examples)?.content.textContent || "");
  for (const template of $$("template[data-preview-of]", examples)) {
    const container = $(`[data-preview="${CSS.escape(template.dataset.previewOf)}"]`);
    if (container) drawPreview(container, template, sheet, canvas.document.body.className);
  }
}

/**
 * The canvas's style sheets, adapted to a shadow root. Fonts are added to the document, since @font-face has no effect in
 * a shadow root.
 * @param {Document} document_ @param {string} more
 */
function shadowStyles(document_, more) {
  const css = $$("head style", document_).map((style) => style.textContent).join("\n") + more;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css
    .replace(/:root\b/g, ":host")
    .replace(/(^|[\s,}>])html(?=[\s,{.:[])/g, "$1:host")
    .replace(/(^|[\s,}>])body(?=[\s,{.:[])/g, "$1.page"));
  const fonts = new CSSStyleSheet();
  for (const rule of sheet.cssRules) if (rule instanceof CSSFontFaceRule) fonts.insertRule(rule.cssText);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, fonts];
  return sheet;
}

/**
 * Draws a preview at the width of its entry. A tall one is scaled down, within limits.
 * @param {HTMLElement} container @param {HTMLTemplateElement} template @param {CSSStyleSheet} sheet
 * @param {string} bodyClass
 */
function drawPreview(container, template, sheet, bodyClass) {
  const width = template.dataset.previewSize === "narrow" ? NARROW_PX : WIDE_PX;
  const shadow = container.shadowRoot || container.attachShadow({ mode: "open" });
  const page = document.createElement("div");
  page.className = `page ${bodyClass}`;
  page.append(document.importNode(template.content, true));
  page.inert = true;
  const frame = new CSSStyleSheet();
  frame.replaceSync(`
    :host { position: relative !important; overflow: hidden; background: var(--paper); }
    .page { position: absolute !important; inset: 0 auto auto 0 !important; margin: 0 !important; display: block !important; min-block-size: 0 !important; inline-size: ${width}px; padding: 16px; box-sizing: border-box; transform-origin: 0 0; color: var(--ink); font: 1rem/1.5 var(--font-body, serif); }`);
  shadow.adoptedStyleSheets = [sheet, frame];
  shadow.replaceChildren(page);
  new ResizeObserver(() => fit(container, page, width)).observe(container);
}

/** Scales a preview to its entry, whose size is known only once the panel is open. @param {HTMLElement} container @param {HTMLElement} page @param {number} width */
function fit(container, page, width) {
  if (!container.clientWidth) return;
  const widest = container.clientWidth / width;
  const scale = Math.max(Math.min(widest, container.clientHeight / page.scrollHeight), widest * MIN_SCALE);
  const left = (container.clientWidth - width * scale) / 2;
  const top = Math.max(0, (container.clientHeight - page.scrollHeight * scale) / 2);
  page.style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
}
