// Chooses a link's target: a page of the site, found by title, or a URL.

import { $$ } from "../core/dom.js";
import { Combobox } from "../core/combobox.js";

const REMOVE = { address: "", words: "" };
/** @type {Combobox | null} */
let picker = null;
let current = "";

/**
 * Resolves with { address, words }; an empty address removes the link, null leaves it unchanged.
 * @param {{ rect: DOMRect, current: string }} options
 */
export function chooseLink({ rect, current: address }) {
  picker ??= new Combobox({
    id: "link-picker", title: "Where the link goes", hint: "Search your pages, or paste an address",
    nothing: "No page found. An address starts with https://.", search,
  });
  current = address;
  return picker.ask(rect, address.startsWith("page:") ? "" : address);
}

/** @param {string} words */
function search(words) {
  const wanted = words.toLowerCase();
  const address = addressFrom(words);
  const pages = sitePages().filter(({ label }) => address || label.toLowerCase().includes(wanted));
  return [
    { label: "Address", options: address ? [{ label: `Link to ${address.replace(/^mailto:/, "")}`, value: { address, words } }] : [] },
    { label: "Pages of this site", options: pages },
    { label: "Link", options: current ? [{ label: "Remove the link", value: REMOVE }] : [] },
  ];
}

function sitePages() {
  return $$("#page-switcher a").map(({ textContent: text, dataset: { page } }) => {
    const address = `page:${page}`;
    return { label: text, note: address === current ? "now" : "", value: { address, words: text } };
  });
}

/** @param {string} words */
function addressFrom(words) {
  if (/^(?:https?:\/\/|mailto:|tel:)\S+$/i.test(words)) return words;
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(words)) return `mailto:${words}`;
  return /^[^\s/:]+\.[a-z]{2,}(?:[/?#]\S*)?$/i.test(words) ? `https://${words}` : "";
}
