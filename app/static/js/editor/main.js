// Entry point of the editor: creates its packages and connects them. Each one registers its own commands.

import { $$, closest, get, loadSoon, notify } from "./core/dom.js";
import { canRun, commands, findCommand } from "./core/commands.js";
import { BlockActions, registerBlockActions } from "./blocks/block-actions.js";
import { startInsertButtons } from "./blocks/insert-buttons.js";
import { startPalette } from "./blocks/palette.js";
import { showPreviews } from "./blocks/palette-previews.js";
import { Canvas } from "./canvas/canvas.js";
import { LocalEcho, Samples } from "./canvas/local-echo.js";
import { startOutlineTree } from "./canvas/outline-tree.js";
import { Patches, RemoteChanges, addStyles } from "./canvas/patches.js";
import { Placement } from "./canvas/placement.js";
import { startScreenSizes } from "./canvas/screen-sizes.js";
import { start as startFind } from "./find-and-replace/find-commands.js";
import { Inspector } from "./inspector/inspector.js";
import { start as startMedia } from "./media/media.js";
import { Drag } from "./moving/drag.js";
import { startMoveCommands } from "./moving/move-commands.js";
import { startCheck, startConflicts, startHistory, startPartMenu, startSignIn } from "./on-demand.js";
import { startClipboard } from "./paste/clipboard.js";
import { namedBlocks } from "./saving/operations.js";
import { OperationQueue } from "./saving/operation-queue.js";
import { Outbox, claimClient } from "./saving/outbox.js";
import { startRejections } from "./saving/rejections.js";
import { startSections } from "./sections/sections.js";
import { startSelection } from "./selection/selection.js";
import { DeferredDialogs } from "./shell/deferred-dialogs.js";
import { startFocusRegions } from "./shell/focus-regions.js";
import { listenToKeys } from "./shell/keyboard.js";
import { startOnboarding } from "./shell/onboarding.js";
import { registerPageCommands, showPublishing } from "./shell/page-commands.js";
import { startPanels, watchLibrary } from "./shell/panels.js";
import { startFormatting } from "./text/formatting.js";
import { startInPlaceEditing } from "./text/in-place.js";
import { RejectedTexts } from "./text/rejected-texts.js";
import { TypingGroups } from "./text/typing-groups.js";

const READ_ONLY = "You can view this page but not edit it.";

const { page, user } = document.body.dataset;
const pageUrl = `/pages/${page}`;
const isReadOnly = document.body.hasAttribute("data-read-only");
/** @type {Rules} */
const rules = JSON.parse(get("#component-rules").textContent);
const canvas = new Canvas(get("iframe[name=canvas]"), get("#overlay"), rules);
const places = new Placement(canvas, rules);
const samples = new Samples();
const echo = new LocalEcho(canvas, samples);
/** @type {((operation: Operation) => void)[]} */
const acknowledgementListeners = [];
/** @type {((status: number, text: string, operation: Operation) => unknown)[]} */
const rejectionListeners = [];
/** @type {Promise<unknown>} */
let lastTask = Promise.resolve();

// Further packages are added below, in the order of their dependencies.
const editor = /** @type {Editor} */ (/** @type {Partial<Editor>} */ ({
  canvas, places, samples, rules, page, pageUrl, isReadOnly, client: await claimClient(), typingGroups: new TypingGroups(), deferredDialogs: new DeferredDialogs(canvas),
  get selected() { return canvas.selected; },
  get block() { return canvas.block(canvas.selected); },
  // The ids of the selection in page order. `selected` is the primary one, which has the focus.
  get selection() { return canvas.selection; },
  get blocks() { return canvas.blocksOf(canvas.selection); },

  // Runs a function once those enqueued before it have finished.
  enqueue(run) {
    lastTask = lastTask.then(run).catch(reportError);
    return lastTask;
  },

  // Runs a command by its name.
  act(name) {
    return editor.enqueue(() => {
      const found = findCommand(name);
      if (!found || !canRun({ ...found, changes: false }, editor)) return;
      if (found.changes && isReadOnly) return notify(READ_ONLY);
      return found.run();
    });
  },

  // Paints a change and sends it. See OperationQueue.send for the options.
  send(method, path, fields = {}, options = {}) {
    if (isReadOnly) return void notify(READ_ONLY);
    const url = path.startsWith("/pages/") ? path : pageUrl + path;
    const { touches = [], key = "" } = options;
    const inside = key ? [] : canvas.blocksInside([...touches, ...namedBlocks({ url, fields })]);
    const sent = queue.send({ method, url, fields: { selected: canvas.selected, ...fields }, base: patches.baseOfAll(touches), inside, ...options });
    echo.paint(options.echo);
    editor.inPlace.endIfDeleted();
    return sent;
  },

  // Applies a response that did not come through the queue.
  apply: (text, options) => patches.apply(text, options),

  // Fetches the current state of these blocks, and other people's changes.
  refresh: (ids = []) => remoteChanges.fetch(ids),

  onSelect: (listener) => void selection.listeners.push(listener),
  onAcknowledged: (listener) => void acknowledgementListeners.push(listener),
  // A listener returns true if it has handled the rejection.
  onRejected: (listener) => void rejectionListeners.push(listener),
}));

const signIn = startSignIn(editor.deferredDialogs, () => queue.retryNow());
/** @type {OperationQueue} */
const queue = (editor.queue = new OperationQueue({
  outbox: new Outbox(user), client: editor.client, page,
  shownRevision: () => canvas.revision,
  staleBlocks: () => patches.staleBlocks,
  onAcknowledged: operationAcknowledged,
  onRejected: operationRejected,
  onSignedOut: (options) => signIn.ask(options),
  onSignedIn: () => signIn.done(),
}));
const inspector = (editor.inspector = new Inspector(editor));
/** @type {Patches} */
const patches = (editor.patches = new Patches({ canvas, inspector, unacknowledged: () => queue.unacknowledged }));
const rejections = startRejections(editor, echo);
const remoteChanges = new RemoteChanges(editor, { patches, rejections });
editor.format = startFormatting(editor);
editor.inPlace = startInPlaceEditing(editor);
editor.rejectedTexts = new RejectedTexts(editor);
const selection = startSelection(editor);
editor.gestures = new BlockActions(editor, echo);
editor.panels = startPanels(canvas);
editor.palette = startPalette(editor);
editor.syncWhenIdle = syncWhenIdle;

/** @param {number} status @param {string} text @param {Operation} operation */
function operationRejected(status, text, operation) {
  if (!rejectionListeners.some((listener) => listener(status, text, operation))) rejections.handle(status, text, operation);
  syncWhenIdle();
}

/** @param {string} text @param {Operation} operation */
function operationAcknowledged(text, operation) {
  // The local echo has already moved the selection, and the author may have selected something else since.
  const isPainted = !!operation.echo;
  const isApplied = patches.apply(text, { follows: !isPainted && !operation.key, isSilent: isPainted || !!operation.key });
  if (!isApplied) rejections.reloadPage();
  editor.inPlace.endIfDeleted({ isByOthers: !/(un|re)dos$/.test(operation.url) });
  acknowledgementListeners.forEach((listener) => listener(operation));
  syncWhenIdle();
}

// Runs a pending reload and fetches stale blocks, if all operations are acknowledged and no text is being edited.
function syncWhenIdle() {
  if (!queue.isBusy && !canvas.editing) rejections.reloadIfPending();
  if (!queue.isBusy && !canvas.editing && patches.staleBlocks.length) editor.refresh(patches.staleBlocks);
}

registerBlockActions(editor);
startMoveCommands(editor);
startClipboard(editor);
startPartMenu(editor);
startOutlineTree(editor);
startFocusRegions(editor);
registerPageCommands(editor);
showPublishing();
startSections(editor);
startOnboarding(editor);
startFind(editor);
startHistory(editor);
startCheck(editor);
startScreenSizes(editor);
startMedia(editor);
startInsertButtons(editor);
const drag = new Drag({ canvas, places, onInsert: (type, place, options) => editor.gestures.insert(type, place, options), onMove: (ids, place) => editor.gestures.move(ids, place) });

document.addEventListener("click", ({ target }) => {
  const name = closest(target, "[data-act]")?.dataset.act;
  if (name) editor.act(name);
});
listenToKeys(document, editor);
canvas.onLoad((frame) => {
  listenToKeys(frame, editor);
  frame.addEventListener("focusout", () => setTimeout(syncWhenIdle));
  for (const operation of queue.unacknowledged) if (operation.page === page) echo.paint(operation.echo);
});
canvas.onLoad(async () => {
  const examples = await showPreviews(canvas, `${pageUrl}/palette`);
  if (!examples) return;
  samples.load(examples);
  addStyles($$("template[data-sample-styles]", examples), canvas);
});
queue.restore((left) => canvas.isLoaded && left.forEach((operation) => echo.paint(operation.echo)));
watchLibrary(canvas);
if (isReadOnly) for (const entry of $$("[data-component]")) entry.toggleAttribute("disabled", true);
startConflicts(editor);
loadSoon(() => import("../copy-button.js"));
loadSoon(async () => (await import("./presence/presence.js")).startPresence(editor));
window.quillspace = { canvas, queue, editor, commands, drag };
