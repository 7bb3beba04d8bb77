// The editor: creates its packages and connects them. Each one registers its own commands.

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
import { start as startFind } from "./find/find-commands.js";
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
const answerListeners = [];
/** @type {((status: number, text: string, operation: Operation) => unknown)[]} */
const refusalListeners = [];
/** @type {Promise<unknown>} */
let turn = Promise.resolve();

// Packages add themselves below, in the order in which they need each other.
const editor = /** @type {Editor} */ (/** @type {Partial<Editor>} */ ({
  canvas, places, samples, rules, page, pageUrl, isReadOnly, client: await claimClient(), bursts: new TypingGroups(), writing: new DeferredDialogs(canvas),
  get selected() { return canvas.selected; },
  get block() { return canvas.block(canvas.selected); },
  // In page order; `selected` is the one that has the focus.
  get selection() { return canvas.selection; },
  get blocks() { return canvas.blocksOf(canvas.selection); },

  // Runs after what was asked for before is painted.
  inTurn(run) {
    turn = turn.then(run).catch(reportError);
    return turn;
  },

  // Runs a command by its name.
  act(name) {
    return editor.inTurn(() => {
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
    const inside = key ? [] : canvas.inside([...touches, ...namedBlocks({ url, fields })]);
    const sent = queue.send({ method, url, fields: { selected: canvas.selected, ...fields }, base: answers.baseOfAll(touches), inside, ...options });
    echo.paint(options.echo);
    editor.inPlace.leaveDeletedText();
    return sent;
  },

  // Applies an answer that did not come through the queue.
  apply: (text, options) => answers.apply(text, options),

  // Shows these blocks as the server has them now, and what others changed.
  refresh: (ids = []) => remoteChanges.fetch(ids),

  onSelect: (listener) => void selection.listeners.push(listener),
  onAnswer: (listener) => void answerListeners.push(listener),
  // A listener that has dealt with a refusal returns true.
  onRefused: (listener) => void refusalListeners.push(listener),
}));

const signIn = startSignIn(editor.writing, () => queue.retryNow());
/** @type {OperationQueue} */
const queue = (editor.queue = new OperationQueue({
  outbox: new Outbox(user), client: editor.client, page,
  shown: () => canvas.revision,
  also: () => answers.late,
  onAnswer: answered,
  onRefused: refused,
  onSignedOut: (options) => signIn.ask(options),
  onSignedIn: () => signIn.done(),
}));
const inspector = (editor.inspector = new Inspector(editor));
/** @type {Patches} */
const answers = (editor.answers = new Patches({ canvas, inspector, unacknowledged: () => queue.unacknowledged }));
const refusals = startRejections(editor, echo);
const remoteChanges = new RemoteChanges(editor, { answers, refusals });
editor.format = startFormatting(editor);
editor.inPlace = startInPlaceEditing(editor);
editor.refusedTexts = new RejectedTexts(editor);
const selection = startSelection(editor);
editor.gestures = new BlockActions(editor, echo);
editor.panels = startPanels(canvas);
editor.adding = startPalette(editor);
editor.settle = settle;

/** @param {number} status @param {string} text @param {Operation} operation */
function refused(status, text, operation) {
  if (!refusalListeners.some((listener) => listener(status, text, operation))) refusals.refuse(status, text, operation);
  settle();
}

/** @param {string} text @param {Operation} operation */
function answered(text, operation) {
  // What was painted already moved the selection as well; since then the author may have chosen something else.
  const isPainted = !!operation.echo;
  const isShown = answers.apply(text, { follows: !isPainted && !operation.key, isSaid: isPainted || !!operation.key });
  if (!isShown) refusals.reloadPage();
  editor.inPlace.leaveDeletedText({ isByOthers: !/(un|re)dos$/.test(operation.url) });
  answerListeners.forEach((listener) => listener(operation));
  settle();
}

// Once everything is sent and nobody types, asks for the blocks that answers left out.
function settle() {
  if (!queue.isBusy && !canvas.editing) refusals.settle();
  if (!queue.isBusy && !canvas.editing && answers.late.length) editor.refresh(answers.late);
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
  frame.addEventListener("focusout", () => setTimeout(settle));
  for (const operation of queue.unacknowledged) if (operation.page === page) echo.paint(operation.echo);
});
canvas.onLoad(async () => {
  const examples = await showPreviews(canvas, `${pageUrl}/palette`);
  if (!examples) return;
  samples.fill(examples);
  addStyles($$("template[data-sample-styles]", examples), canvas);
});
queue.restore((left) => canvas.isLoaded && left.forEach((operation) => echo.paint(operation.echo)));
watchLibrary(canvas);
if (isReadOnly) for (const entry of $$("[data-component]")) entry.toggleAttribute("disabled", true);
startConflicts(editor);
loadSoon(() => import("../copy-button.js"));
loadSoon(async () => (await import("./people/presence.js")).startPresence(editor));
window.quillspace = { canvas, queue, editor, commands, drag };
