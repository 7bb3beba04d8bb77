// Copy, cut and paste: what is on the clipboard is Puck's Data, so it goes to any page, any site, and to Puck and back.

import { command, spell } from "./commands.js";
import { $, announce, isTextField, notify } from "./dom.js";
import { blockId } from "./ids.js";
import { row } from "./outline.js";
import { childBlocks } from "./places.js";

const OWN_TYPE = "web application/x-quillspace+json";
const PATIENCE = 5000;

export function startClipboard(editor) {
  const { canvas, queue } = editor;
  let copied = { text: "", blocks: [] };
  let copying = null;

  const view = () => (document.activeElement === canvas.frame ? canvas.window : window);
  const hasNoTextSelected = () => view().getSelection().isCollapsed !== false;

  async function copy() {
    const ids = [...editor.selection];
    const blocks = editor.blocks;
    const looks = blocks.map((block, at) => ({ html: block.outerHTML, row: row(block.dataset.blockId)?.outerHTML, paths: pathsOf(block, String(at)) }));
    const what = blocks.length > 1 ? `${blocks.length} parts` : canvas.label(blocks[0]);
    try {
      const text = fetchCopy(ids);
      await write(view(), text, readable(blocks));
      copied = { text: await text, blocks: looks };
    } catch {
      notify("That could not be copied. Please try again in a moment.");
      return "";
    }
    return what;
  }

  // The server knows what a part holds; what has not reached it yet goes first.
  async function fetchCopy(ids) {
    await Promise.race([queue.idle(), new Promise((_, refuse) => { setTimeout(refuse, PATIENCE); })]);
    const query = new URLSearchParams(ids.map((id) => ["block", id]));
    const response = await fetch(`${editor.pageUrl}/copies?${query}`, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.status);
    return JSON.stringify(await response.json());
  }

  async function paste(text) {
    if (!text.trim()) return announce("There is nothing to paste.");
    if (editor.isReadOnly) return notify("You are only looking. Nothing can be changed here.");
    const operationId = crypto.randomUUID();
    const known = text === copied.text ? copied.blocks : [];
    const types = known.map(({ paths }) => paths[0].type);
    const chosen = editor.adding.takePlace();
    const near = editor.selection.at(-1) || "";
    const spot = chosen || (known.length ? editor.places.near(near, types) : null);
    const fields = { [isPuck(text) ? "puck" : "text"]: text, near, ...(spot && { slot: spot.slot, after: spot.after }) };
    const steps = known.length && !chosen ? await echoOf(known, spot, operationId) : [];
    const ids = steps.map(({ id }) => id);
    editor.send("POST", "/pastes", fields, { operationId, touches: steps.flatMap((step) => Object.values(step.ids)), echo: steps.length ? { do: "many", steps } : null });
    if (ids.length) editor.gestures.arrive(ids, "pasted");
  }

  async function readAndPaste() {
    try {
      const [item] = await view().navigator.clipboard.read();
      const type = [OWN_TYPE, "text/plain"].find((one) => item.types.includes(one));
      await paste(type ? await (await item.getType(type)).text() : "");
    } catch {
      notify(`Your browser lets only you paste: press ${spell("Mod+V")}.`, { kind: "info" });
    }
  }

  function onPaste(event) {
    if (event.defaultPrevented || $("dialog[open]") || isTextField(event.target)) return;
    const text = event.clipboardData.getData("text/plain");
    if (!text && !copying) return;
    // Words go to the page only where the author is at it.
    if (!copying && !isPuck(text) && !editor.block && document.activeElement !== canvas.frame) return;
    event.preventDefault();
    editor.inTurn(async () => paste((await copying) ? copied.text : text));
  }

  const clip = (name, title, keys, run, more) => command(name, { title, group: "Clipboard", keys, inMenu: true, run, ...more });
  // Nobody waits for the server to tell what it holds.
  const copyAnd = (done) => {
    const started = (copying = copy());
    started.then((what) => {
      if (copying === started) copying = null;
      if (what) done(what);
    });
  };
  clip("copy", "Copy", ["Mod+C"], () => copyAnd((what) => announce(`${what} copied.`)), { needs: "block", may: hasNoTextSelected });
  clip("cut", "Cut", ["Mod+X"], () => {
    const ids = [...editor.selection];
    copyAnd(() => editor.gestures.remove(ids.filter((id) => canvas.block(id)), "cut"));
  }, { needs: "block", may: hasNoTextSelected, changes: true });
  clip("paste", "Paste", ["Mod+V"], readAndPaste, { scope: "browser", changes: true });
  document.addEventListener("paste", onPaste);
  canvas.onLoad((frame) => frame.addEventListener("paste", onPaste));
}

// As a promise, since the browser wants to be asked while the key is still down.
async function write(view, text, html) {
  const blob = (type) => text.then((content) => new view.Blob([type === "text/html" ? html : content], { type: type.replace("web ", "") }));
  if (!view.ClipboardItem || !view.navigator.clipboard?.write) return writeOldWay(view, await text);
  const types = ["text/plain", "text/html", OWN_TYPE].filter((type) => !type.startsWith("web ") || view.ClipboardItem.supports?.(type));
  await view.navigator.clipboard.write([new view.ClipboardItem(Object.fromEntries(types.map((type) => [type, blob(type)])))]);
}

function writeOldWay(view, text) {
  const put = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  };
  view.document.addEventListener("copy", put, { once: true });
  if (!view.document.execCommand("copy")) throw new Error("The browser refused.");
}

// What other programs get: the words and pictures, without what belongs to the editor.
function readable(blocks) {
  return blocks.map((block) => {
    const copy = block.cloneNode(true);
    for (const one of [copy, ...copy.querySelectorAll("*")]) {
      for (const { name } of [...one.attributes]) if (!["href", "src", "alt", "title"].includes(name)) one.removeAttribute(name);
    }
    return copy.outerHTML;
  }).join("\n");
}

const isPuck = (text) => {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    const data = JSON.parse(text);
    return !!(data.content || data.type || Array.isArray(data));
  } catch {
    return false;
  }
};

// Each block with the path from which its copy's id is made, as the server makes it.
function pathsOf(block, path) {
  const inside = [...block.querySelectorAll("[data-slot]")].filter((slot) => slot.closest("[data-block-id]") === block);
  return [{ id: block.dataset.blockId, type: block.dataset.blockType, path }, ...inside.flatMap((slot) => {
    const name = slot.dataset.slot.slice(slot.dataset.slot.lastIndexOf(":") + 1);
    return childBlocks(slot).flatMap((child, at) => pathsOf(child, `${path}/${name}/${at}`));
  })];
}

async function echoOf(blocks, spot, operationId) {
  const steps = [];
  for (const { html, row: line, paths } of blocks) {
    const ids = Object.fromEntries(await Promise.all(paths.map(async ({ id, type, path }) => [id, await blockId(type, operationId, path)])));
    const id = ids[paths[0].id];
    steps.push({ do: "paste", id, html, row: line, ids, slot: spot.slot, after: steps.at(-1)?.id || spot.after });
  }
  return steps;
}
