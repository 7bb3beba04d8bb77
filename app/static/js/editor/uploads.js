// Files on their way to the library: two at a time, each with its progress and a way to stop it, in a tray that stays
// where it is whatever else is opened or selected.

import { $, announce } from "./dom.js";
import { refreshToken } from "./signin.js";

const AT_ONCE = 2;
const LARGEST = 30 * 1024 * 1024;
const TRIES = 5;
const waiting = [];
let busy = 0;

// onDone gets what was made of each file: the picture's facts and its tile.
export function upload(editor, files, onDone) {
  for (const file of files) {
    const one = new Upload(editor, file, onDone);
    tray().append(one.row);
    if (file.size > LARGEST) one.fail(`This file has ${Math.round(file.size / 1e6)} MB. We take pictures of up to 30 MB.`, { isFinal: true });
    else waiting.push(one);
  }
  showTray();
  work();
}

function work() {
  while (busy < AT_ONCE && waiting.length) {
    busy += 1;
    waiting.shift().send().finally(() => {
      busy -= 1;
      work();
    });
  }
}

class Upload {
  constructor(editor, file, onDone) {
    Object.assign(this, { editor, file, onDone, row: makeRow(file.name) });
    $("[data-cancel]", this.row).addEventListener("click", () => this.cancel());
    $("[data-again]", this.row).addEventListener("click", () => this.again());
  }

  async send() {
    announce(`${this.file.name} is being uploaded`);
    for (let attempt = 0; attempt < TRIES && !this.isCancelled; attempt += 1) {
      const { status, text } = await this.#post();
      if (this.isCancelled) return;
      if (status === 201) return this.#done(text);
      if (status === 403 && attempt === 0 && (await refreshToken()) === "renewed") continue;
      if (status === 401) {
        this.editor.queue.onSignedOut();
        return this.fail("Please sign in again, and then try once more.");
      }
      if (status >= 400 && status < 500 && status !== 429) return this.fail(words(text), { isFinal: true });
      this.#say("We can't reach the server. Trying again…");
      await new Promise((resolve) => setTimeout(resolve, 800 * 2 ** attempt));
    }
    if (!this.isCancelled) this.fail("The picture could not be sent. It is still on your device.");
  }

  #post() {
    return new Promise((resolve) => {
      const request = (this.request = new XMLHttpRequest());
      const settle = () => resolve({ status: request.status, text: request.responseText });
      request.upload.addEventListener("progress", ({ loaded, total }) => this.#progress(loaded / total));
      for (const event of ["load", "error", "abort", "timeout"]) request.addEventListener(event, settle);
      request.open("POST", `/assets?name=${encodeURIComponent(this.file.name.slice(-300))}`);
      request.setRequestHeader("X-CSRF-Token", $("meta[name=csrf-token]").content);
      request.setRequestHeader("HX-Request", "true");
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.send(this.file);
    });
  }

  #progress(share) {
    $("progress", this.row).value = share;
    this.#say(share < 1 ? `${Math.round(share * 100)} %` : "Almost there…");
  }

  #say(text) { $("[data-said]", this.row).textContent = text; }

  #done(text) {
    const tile = $("[data-asset]", new DOMParser().parseFromString(text, "text/html"));
    this.row.remove();
    showTray();
    this.onDone({ ...$("[data-open-asset]", tile).dataset }, tile);
  }

  fail(reason, { isFinal = false } = {}) {
    this.row.classList.add("is-failed");
    $("progress", this.row).hidden = true;
    $("[data-again]", this.row).hidden = isFinal;
    this.#say(reason);
    announce(`${this.file.name}: ${reason}`);
  }

  again() {
    this.row.classList.remove("is-failed");
    $("progress", this.row).hidden = false;
    $("[data-again]", this.row).hidden = true;
    this.#progress(0);
    waiting.push(this);
    work();
  }

  cancel() {
    this.isCancelled = true;
    this.request?.abort();
    if (waiting.includes(this)) waiting.splice(waiting.indexOf(this), 1);
    if (!this.row.classList.contains("is-failed")) announce(`${this.file.name} was not uploaded`);
    this.row.remove();
    showTray();
  }
}

function makeRow(name) {
  const row = document.createElement("li");
  row.className = "ed-uploads__one";
  row.innerHTML = `<span class="ed-uploads__name"></span><span class="ed-uploads__said" data-said>Waiting…</span>
    <progress max="1" value="0"></progress>
    <button class="ed-button" type="button" data-again hidden>Try again</button>
    <button class="ed-icon-button" type="button" data-cancel>×</button>`;
  $(".ed-uploads__name", row).textContent = name;
  $("progress", row).setAttribute("aria-label", `${name}, uploaded`);
  $("[data-cancel]", row).setAttribute("aria-label", `Stop ${name}`);
  $("[data-again]", row).setAttribute("aria-label", `Try again: ${name}`);
  return row;
}

// While a dialog is open nothing outside of it can be clicked, so the tray goes along.
function tray() {
  const home = $("dialog[open]") || document.body;
  let section = $("#uploads");
  if (!section) {
    section = document.createElement("section");
    section.id = "uploads";
    section.className = "ed-uploads";
    section.setAttribute("aria-label", "Pictures on their way");
    section.append(document.createElement("ul"));
  }
  if (section.parentElement !== home) home.append(section);
  return $("ul", section);
}

export function showTray() {
  const section = tray().parentElement;
  section.hidden = !$("li", section);
}

function words(text) {
  const answer = new DOMParser().parseFromString(text, "text/html");
  return ($("[data-message]", answer) || answer.body).textContent.trim().slice(0, 300) || "That did not work. Please try again.";
}
