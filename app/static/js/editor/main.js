// The editor: wires its parts together. Each part says for itself what an author can do with it.

import "../copy.js";
import { Answers, News, addStyles } from "./answer.js";
import { Bursts } from "./bursts.js";
import { Canvas } from "./canvas.js";
import { canRun, commands, findCommand } from "./commands.js";
import { $, $$, notify } from "./dom.js";
import { Drag } from "./drag.js";
import { Echo, Samples } from "./echo.js";
import { startFirstMinutes } from "./firstminutes.js";
import { start as startFind } from "./find.js";
import { startFormat } from "./format.js";
import { startGaps } from "./gaps.js";
import { Gestures, registerGestures } from "./gestures.js";
import { startInPlace } from "./inplace.js";
import { Inspector } from "./inspector.js";
import { listenToKeys } from "./keyboard.js";
import { startLive } from "./live.js";
import { startMoves } from "./moves.js";
import { named } from "./order.js";
import { startCheck, startConflicts, startHistory, startPartMenu } from "./ondemand.js";
import { Outbox, claimClient } from "./outbox.js";
import { startAdding } from "./adding.js";
import { start as startMedia } from "./media.js";
import { startClipboard } from "./clipboard.js";
import { startOutlineTree } from "./outlinetree.js";
import { startPanels, watchLibrary } from "./panels.js";
import { Places } from "./places.js";
import { showPreviews } from "./previews.js";
import { Queue } from "./queue.js";
import { RefusedTexts } from "./refused-text.js";
import { startRefusals } from "./refusals.js";
import { startRegions } from "./regions.js";
import { registerScreen, showPublishing } from "./screen.js";
import { startSections } from "./sections.js";
import { startSelection } from "./selection.js";
import { startSizes } from "./sizes.js";
import { startSignIn } from "./signin.js";
import { Writing } from "./writing.js";

const { page, user } = document.body.dataset;
const pageUrl = `/pages/${page}`;
const isReadOnly = document.body.hasAttribute("data-read-only");
const rules = JSON.parse($("#component-rules").textContent);
const canvas = new Canvas($("iframe[name=canvas]"), $("#overlay"), rules);
const places = new Places(canvas, rules);
const samples = new Samples();
const echo = new Echo(canvas, samples);
const answerListeners = [];
const refusalListeners = [];
let turn = Promise.resolve();

// What every feature is handed.
const editor = {
  canvas, places, samples, rules, page, pageUrl, isReadOnly, client: await claimClient(), bursts: new Bursts(), writing: new Writing(canvas),
  get selected() { return canvas.selected; },
  get block() { return canvas.block(canvas.selected); },
  // Everything that is selected, in page order; `selected` is the one that has the focus.
  get selection() { return canvas.selection; },
  get blocks() { return canvas.selection.map((id) => canvas.block(id)).filter(Boolean); },

  // What comes next waits until this is painted.
  inTurn(run) {
    turn = turn.then(run).catch(reportError);
    return turn;
  },

  // Do what a command says.
  act(name) {
    return editor.inTurn(() => {
      const found = findCommand(name);
      if (!found || !canRun({ ...found, changes: false }, editor)) return;
      if (found.changes && isReadOnly) return notify("You are only looking. Nothing can be changed here.");
      return found.run();
    });
  },

  // Paint a gesture and send it. See Queue.send for the options.
  send(method, path, fields = {}, options = {}) {
    if (isReadOnly) return notify("You are only looking. Nothing can be changed here.");
    const url = path.startsWith("/pages/") ? path : pageUrl + path;
    const { touches = [], key = "" } = options;
    const inside = key ? [] : canvas.inside([...touches, ...named({ url, fields })]);
    const sent = queue.send({ method, url, fields: { selected: canvas.selected, ...fields }, base: answers.baseOfAll(touches), inside, ...options });
    echo.paint(options.echo);
    editor.inPlace.leaveWhatIsGone();
    return sent;
  },

  // Apply an answer that did not come through the queue.
  apply: (text, options) => answers.apply(text, options),

  // Show these blocks as the server has them now, and what others changed.
  refresh: (ids = []) => news.fetch(ids),

  onSelect: (listener) => selection.listeners.push(listener),
  onAnswer: (listener) => answerListeners.push(listener),
  // A listener that has dealt with a refusal answers true.
  onRefused: (listener) => refusalListeners.push(listener),
};

const signIn = startSignIn(editor.writing, () => queue.retryNow());
const queue = (editor.queue = new Queue({
  outbox: new Outbox(user), client: editor.client, page,
  shown: () => canvas.revision,
  also: () => answers.late,
  onAnswer: answered,
  onRefused: refused,
  onSignedOut: (how) => signIn.ask(how),
  onSignedIn: () => signIn.done(),
}));
const inspector = (editor.inspector = new Inspector(editor));
const answers = (editor.answers = new Answers({ canvas, inspector, unacknowledged: () => queue.unacknowledged }));
const refusals = startRefusals(editor, echo);
const news = new News(editor, { answers, refusals });
editor.format = startFormat(editor);
editor.inPlace = startInPlace(editor);
editor.refusedTexts = new RefusedTexts(editor);
const selection = startSelection(editor);
editor.gestures = new Gestures(editor, echo);
editor.panels = startPanels(canvas);
editor.adding = startAdding(editor);

function refused(status, text, operation) {
  if (!refusalListeners.some((listener) => listener(status, text, operation))) refusals.refuse(status, text, operation);
  settleLate();
}

function answered(text, operation) {
  // What was painted already moved the selection as well; since then the author may have chosen something else.
  const isPainted = !!operation.echo;
  const shown = answers.apply(text, { follows: !isPainted && !operation.key, isSaid: isPainted || !!operation.key });
  if (!shown) refusals.showAnew();
  editor.inPlace.leaveWhatIsGone({ isByOthers: !/(un|re)dos$/.test(operation.url) });
  answerListeners.forEach((listener) => listener(operation));
  settleLate();
}

editor.settle = settleLate;

// Once everything is sent and nobody types, blocks whose newest look was left out of an answer are asked for.
function settleLate() {
  if (!queue.isBusy && !canvas.editing) refusals.settle();
  if (!queue.isBusy && !canvas.editing && answers.late.length) editor.refresh(answers.late);
}

registerGestures(editor);
startMoves(editor);
startClipboard(editor);
startPartMenu(editor);
startOutlineTree(editor);
startRegions(editor);
registerScreen(editor);
showPublishing();
startSections(editor);
startFirstMinutes(editor);
startFind(editor);
startHistory(editor);
startCheck(editor);
startSizes(editor);
startMedia(editor);
startGaps(editor);
const drag = new Drag({ canvas, places, onInsert: (type, place, options) => editor.gestures.insert(type, place, options), onMove: (ids, place) => editor.gestures.move(ids, place) });

document.addEventListener("click", ({ target }) => {
  const act = target.closest("[data-act]")?.dataset.act;
  if (act) editor.act(act);
});
listenToKeys(document, editor);
canvas.onLoad((frame) => {
  listenToKeys(frame, editor);
  frame.addEventListener("focusout", () => setTimeout(settleLate));
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
if (isReadOnly) $$("[data-component]").forEach((entry) => { entry.disabled = true; });
startConflicts(editor);
startLive(editor);
window.quillspace = { canvas, queue, editor, commands, drag };
