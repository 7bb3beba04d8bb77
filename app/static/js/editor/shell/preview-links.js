// The dialog of preview links, which show the page to selected people before it is published.

import { get, notify, openDialog } from "../core/dom.js";

/** Opens the dialog. `revision`: the state to share; the current one by default. @param {Editor} editor */
export async function openPreviews(editor, revision = "") {
  const list = get("#page-previews");
  await editor.queue.idle("You can create a link");
  const query = new URLSearchParams(revision && { revision });
  const response = await fetch(`${list.dataset.previews}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok) return notify("We can’t reach the server, so we can’t create a link right now.");
  list.innerHTML = await response.text();
  htmx.process(list);
  openDialog(get("#preview-dialog"));
}
