// Uploads to the library, two at a time. Each has a progress bar and a cancel button, in a tray that stays visible whatever
// is opened or selected.

import { $, announce, get, parseHtml } from "../core/dom.js";
import { refreshToken } from "../core/session-token.js";

const MAX_PARALLEL = 2;
const MAX_BYTES = 30 * 1024 * 1024;
const MAX_ATTEMPTS = 5;
const RETRY_DELAY_MS = 800;
/** @type {Upload[]} */
const queue = [];
let activeCount = 0;

/**
 * Uploads files, and calls `onDone` with the picture and its tile for each upload that succeeds.
 * @param {Editor} editor @param {File[]} files @param {(picture: Picture, tile: HTMLElement) => void} onDone
 */
export function upload(editor, files, onDone) {
  for (const file of files) {
    const one = new Upload(editor, file, onDone);
    tray().append(one.row);
    if (file.size > MAX_BYTES) one.fail(`This file is ${Math.round(file.size / 1e6)} MB. Pictures can be up to 30 MB.`, { isFinal: true });
    else queue.push(one);
  }
  showTray();
  startNext();
}

function startNext() {
  while (activeCount < MAX_PARALLEL && queue.length) {
    activeCount += 1;
    (/** @type {Upload} */ (queue.shift())).send().finally(() => {
      activeCount -= 1;
      startNext();
    });
  }
}

class Upload {
  /** @param {Editor} editor @param {File} file @param {(picture: Picture, tile: HTMLElement) => void} onDone */
  constructor(editor, file, onDone) {
    this.editor = editor;
    this.file = file;
    this.onDone = onDone;
    this.row = makeRow(file.name);
    get("[data-cancel]", this.row).addEventListener("click", () => this.cancel());
    get("[data-again]", this.row).addEventListener("click", () => this.retry());
  }

  async send() {
    announce(`${this.file.name} is being uploaded`);
    for (let attempt = 0; attempt < MAX_ATTEMPTS && !this.isCancelled; attempt += 1) {
      const { status, text } = await this.#post();
      if (this.isCancelled) return;
      if (status === 201) return this.#done(text);
      if (status === 403 && attempt === 0 && (await refreshToken()) === "renewed") continue;
      if (status === 401) {
        this.editor.queue.onSignedOut();
        return this.fail("Please sign in again, then try once more.");
      }
      if (status >= 400 && status < 500 && status !== 429) return this.fail(messageOf(text), { isFinal: true });
      this.#say("We can’t reach the server. Trying again…");
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS * 2 ** attempt));
    }
    if (!this.isCancelled) this.fail("We couldn’t upload the picture. It’s still on your device.");
  }

  #post() {
    return new Promise((resolve) => {
      const request = (this.request = new XMLHttpRequest());
      const onEnd = () => resolve({ status: request.status, text: request.responseText });
      request.upload.addEventListener("progress", ({ loaded, total }) => this.#progress(loaded / total));
      for (const event of ["load", "error", "abort", "timeout"]) request.addEventListener(event, onEnd);
      request.open("POST", `/assets?name=${encodeURIComponent(this.file.name.slice(-300))}`);
      request.setRequestHeader("X-CSRF-Token", get("meta[name=csrf-token]").content);
      request.setRequestHeader("HX-Request", "true");
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.send(this.file);
    });
  }

  /** @param {number} share */
  #progress(share) {
    get("progress", this.row).value = share;
    this.#say(share < 1 ? `${Math.round(share * 100)}%` : "Almost there…");
  }

  /** @param {string} text */
  #say(text) { get("[data-said]", this.row).textContent = text; }

  /** @param {string} text */
  #done(text) {
    const tile = get("[data-asset]", parseHtml(text));
    this.row.remove();
    showTray();
    this.onDone(/** @type {Picture} */ (/** @type {unknown} */ ({ ...get("[data-open-asset]", tile).dataset })), tile);
  }

  /** @param {string} reason @param {{ isFinal?: boolean }} [options] */
  fail(reason, { isFinal = false } = {}) {
    this.row.classList.add("is-failed");
    get("progress", this.row).hidden = true;
    get("[data-again]", this.row).hidden = isFinal;
    this.#say(reason);
    announce(`${this.file.name}: ${reason}`);
  }

  retry() {
    this.row.classList.remove("is-failed");
    get("progress", this.row).hidden = false;
    get("[data-again]", this.row).hidden = true;
    this.#progress(0);
    queue.push(this);
    startNext();
  }

  cancel() {
    this.isCancelled = true;
    this.request?.abort();
    if (queue.includes(this)) queue.splice(queue.indexOf(this), 1);
    if (!this.row.classList.contains("is-failed")) announce(`${this.file.name} wasn’t uploaded`);
    this.row.remove();
    showTray();
  }
}

/** @param {string} name */
function makeRow(name) {
  const row = document.createElement("li");
  row.className = "ed-uploads__one";
  row.innerHTML = `<span class="ed-uploads__name"></span><span class="ed-uploads__said" data-said>Waiting…</span>
    <progress max="1" value="0"></progress>
    <button class="ed-button" type="button" data-again hidden>Try again</button>
    <button class="ed-icon-button" type="button" data-cancel>×</button>`;
  get(".ed-uploads__name", row).textContent = name;
  get("progress", row).setAttribute("aria-label", `${name}, uploaded`);
  get("[data-cancel]", row).setAttribute("aria-label", `Stop uploading ${name}`);
  get("[data-again]", row).setAttribute("aria-label", `Try again: ${name}`);
  return row;
}

// The list of uploads. While a modal dialog is open, nothing outside can be clicked, so the tray moves into it.
function tray() {
  const home = $("dialog[open]") || document.body;
  const section = $("#uploads") || makeTray();
  if (section.parentElement !== home) home.append(section);
  return get("ul", section);
}

function makeTray() {
  const section = document.createElement("section");
  section.id = "uploads";
  section.className = "ed-uploads";
  section.setAttribute("aria-label", "Uploading pictures");
  section.append(document.createElement("ul"));
  return section;
}

export function showTray() {
  const list = tray();
  /** @type {HTMLElement} */ (list.parentElement).hidden = !$("li", list);
}

/** The error message in a response. @param {string} text */
function messageOf(text) {
  const page = parseHtml(text);
  return ($("[data-message]", page) || page.body).textContent.trim().slice(0, 300) || "Something went wrong. Please try again.";
}
