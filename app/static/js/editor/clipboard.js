// Copy, cut and paste: what is on the clipboard is Puck's Data, so it goes to any page, any site, and to Puck and back.

import { command, spell } from "./commands.js";
import { Copies, PUCK_TYPE } from "./copies.js";
import { $, announce, isTextField, notify } from "./dom.js";
import { blockId } from "./ids.js";

export function startClipboard(editor) {
  const { canvas } = editor;
  const copies = new Copies(editor);

  const hasNoTextSelected = () => copies.view.getSelection().isCollapsed !== false;

  async function paste(text) {
    const own = copies.madeOf(text);
    if (!own && !text.trim()) return announce("There is nothing to paste.");
    if (editor.isReadOnly) return notify("You are only looking. Nothing can be changed here.");
    const operationId = crypto.randomUUID();
    const known = own?.looks || [];
    const types = known.map(({ paths }) => paths[0].type);
    const chosen = editor.adding.takePlace();
    const near = editor.selection.at(-1) || "";
    const spot = chosen || (known.length ? editor.places.near(near, types) : null);
    const isOwn = own && !own.isWhole;
    const typed = isPuck(text) ? "puck" : "text";
    const fields = { ...(isOwn ? own.source : { [typed]: text }), near, ...(spot && { slot: spot.slot, after: spot.after }) };
    const steps = known.length && spot && !chosen ? await echoOf(known, spot, operationId) : [];
    const ids = steps.map(({ id }) => id);
    editor.send("POST", "/pastes", fields, {
      operationId, touches: steps.flatMap((step) => Object.values(step.ids)), typed: isOwn ? [] : [typed], echo: steps.length ? { do: "many", steps } : null,
    });
    if (ids.length) editor.gestures.arrive(ids, "pasted");
  }

  // A screenshot or a photo becomes a part of its own.
  function pastePictures(files) {
    if (editor.isReadOnly) return notify("You are only looking. Nothing can be changed here.");
    editor.inPlace.end({ focus: true });
    const place = editor.adding.takePlace() || editor.places.near(editor.selection.at(-1) || "", "Image");
    return editor.media.bring(files.map(named), { place });
  }

  async function readAndPaste() {
    try {
      const [item] = await copies.view.navigator.clipboard.read();
      const type = [PUCK_TYPE, "text/plain"].find((one) => item.types.includes(one));
      const picture = item.types.find((one) => one.startsWith("image/"));
      const text = type ? await (await item.getType(type)).text() : "";
      if (text || !picture || copies.madeOf(text)) await paste(text);
      else await pastePictures([new File([await item.getType(picture)], UNNAMED, { type: picture })]);
    } catch {
      notify(`Your browser lets only you paste: press ${spell("Mod+V")}.`, { kind: "info" });
    }
  }

  const isAtThePage = () => editor.block || document.activeElement === canvas.frame;

  function onPaste(event) {
    if (event.defaultPrevented || $("dialog[open]") || isTextField(event.target)) return;
    const text = event.clipboardData.getData("text/plain");
    const isOwn = !!copies.madeOf(text);
    if (!text && !isOwn) return;
    // Words go to the page only where the author is at it.
    if (!isOwn && !isPuck(text) && !isAtThePage()) return;
    event.preventDefault();
    editor.inTurn(() => paste(text));
  }

  // Before anybody else: a text that is being written takes no pictures.
  function onPastedPicture(event) {
    const { clipboardData, target } = event;
    const text = clipboardData.getData("text/plain");
    const pictures = [...clipboardData.files].filter(({ type }) => type.startsWith("image/"));
    if (!pictures.length || text || copies.madeOf(text) || $("dialog[open]")) return;
    if (!isAtThePage() || (isTextField(target) && target.ownerDocument === document)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    editor.inTurn(() => pastePictures(pictures));
  }

  const listen = (target) => {
    target.addEventListener("paste", onPastedPicture, true);
    target.addEventListener("paste", onPaste);
    for (const type of ["copy", "cut"]) target.addEventListener(type, () => copies.forget());
  };
  const clip = (name, title, keys, run, more) => command(name, { title, group: "Clipboard", keys, inMenu: true, run, ...more });
  clip("copy", "Copy", ["Mod+C"], () => { copies.make().then((what) => announce(`${what} copied.`)); }, { needs: "block", may: hasNoTextSelected });
  // It goes at once. Nothing is lost with it: what it held is asked for as it was before.
  clip("cut", "Cut", ["Mod+X"], () => {
    copies.make();
    editor.gestures.remove([...editor.selection], "cut");
  }, { needs: "block", may: hasNoTextSelected, changes: true });
  clip("paste", "Paste", ["Mod+V"], readAndPaste, { scope: "browser", changes: true });
  listen(document);
  canvas.onLoad(listen);
}

const UNNAMED = "image.png";
const named = (file) => (file.name === UNNAMED ? new File([file], "Pasted picture.png", { type: file.type }) : file);

const isPuck = (text) => {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    const data = JSON.parse(text);
    return !!(data.content || data.type || Array.isArray(data));
  } catch {
    return false;
  }
};

async function echoOf(blocks, spot, operationId) {
  const steps = [];
  for (const { html, row: line, paths } of blocks) {
    const ids = Object.fromEntries(await Promise.all(paths.map(async ({ id, type, path }) => [id, await blockId(type, operationId, path)])));
    const id = ids[paths[0].id];
    steps.push({ do: "paste", id, html, row: line, ids, slot: spot.slot, after: steps.at(-1)?.id || spot.after });
  }
  return steps;
}
