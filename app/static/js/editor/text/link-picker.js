// Chooses a link's target: a page of the site, found by title, or a URL.

import { $$ } from "../core/dom.js";
import { Combobox } from "../core/combobox.js";

const REMOVE = { address: "", text: "" };
/** @type {Combobox | null} */
let picker = null;
let current = "";

/**
 * Opens the picker. Resolves with { address, text }; an empty address removes the link, null leaves it unchanged.
 * @param {{ rect: DOMRect, current: string }} options
 */
export function chooseLink({ rect, current: address }) {
  picker ??= new Combobox({
    id: "link-picker", title: "Where should the link go?", hint: "Search your pages, or paste an address",
    nothing: "No page found. Web addresses start with https://.", search,
  });
  current = address;
  return picker.ask(rect, address.startsWith("page:") ? "" : address);
}

/** @param {string} query */
function search(query) {
  const wanted = query.toLowerCase();
  const address = addressFrom(query);
  const pages = sitePages().filter(({ label }) => address || label.toLowerCase().includes(wanted));
  return [
    { label: "Address", options: address ? [{ label: `Link to ${address.replace(/^mailto:/, "")}`, value: { address, text: query } }] : [] },
    { label: "Pages on this site", options: pages },
    { label: "Link", options: current ? [{ label: "Remove the link", value: REMOVE }] : [] },
  ];
}

function sitePages() {
  return $$("#page-switcher a").map(({ textContent: text, dataset: { page } }) => {
    const address = `page:${page}`;
    return { label: text, note: address === current ? "now" : "", value: { address, text } };
  });
}

/** The URL that a query contains or abbreviates; "" if it is not a URL. @param {string} query */
function addressFrom(query) {
  if (/^(?:https?:\/\/|mailto:|tel:)\S+$/i.test(query)) return query;
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(query)) return `mailto:${query}`;
  return /^[^\s/:]+\.[a-z]{2,}(?:[/?#]\S*)?$/i.test(query) ? `https://${query}` : "";
}
