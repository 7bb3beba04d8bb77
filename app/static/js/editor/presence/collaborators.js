// Shows who else has this page open: initials in the top bar, and a frame with their name around the block they selected.

import { $, announce, closest, get } from "../core/dom.js";

const HUE_COUNT = 6;
const MAX_SHOWN = 4;
const MAX_SHOWN_ON_PHONES = 2;
const phone = matchMedia("(max-width: 700px)");

export class Collaborators {
  #people = new Map();
  #frames = new Map();
  #frameRequest = 0;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.canvas = editor.canvas;
    this.list = get("#people");
    const place = () => this.place();
    this.canvas.onLoad(() => {
      this.canvas.window.addEventListener("scroll", place, { passive: true });
      this.canvas.window.addEventListener("resize", place);
      new ResizeObserver(place).observe(this.canvas.document.body);
      place();
    });
    window.addEventListener("resize", place);
    phone.addEventListener("change", () => this.#draw());
    editor.onAcknowledged(place);
    this.list.addEventListener("click", ({ target }) => this.#selectTheirBlock(closest(target, "[data-client]")?.dataset.client));
  }

  get count() { return this.#people.size; }

  /** @param {Person[]} people */
  show(people) {
    const before = [...this.#people.values()];
    this.#people = new Map(people.map((person) => [person.client, { ...person, hue: hueOf(person.user) }]));
    const came = notAmong(before, people).map((name) => `${name} is here too.`);
    const left = notAmong(people, before).map((name) => `${name} has left.`);
    announce([...came, ...left].join(" "));
    this.#draw();
    this.place();
  }

  #draw() {
    const limit = phone.matches ? MAX_SHOWN_ON_PHONES : MAX_SHOWN;
    const shown = [...this.#people.values()].slice(0, limit);
    const items = shown.map((person) => entry(avatar(person, this.#whereabouts(person))));
    if (this.count > limit) items.push(entry(overflowAvatar(this.count - limit)));
    this.list.hidden = !items.length;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement?.closest("#people [data-client]"))?.dataset.client;
    this.list.replaceChildren(...items);
    if (focused) $(`[data-client="${focused}"]`, this.list)?.focus();
  }

  /** @param {Person} options */
  #whereabouts({ block }) {
    const element = this.canvas.isLoaded && this.canvas.block(block);
    return element ? `at ${this.canvas.label(element)}` : "on this page";
  }

  /** @param {string | undefined} [client] */
  #selectTheirBlock(client) {
    const person = this.#people.get(client);
    if (!person) return;
    if (this.canvas.block(person.block)) this.editor.select(person.block);
    else announce(`${displayName(person)} ${person.isMe ? "have" : "has"} nothing selected.`);
  }

  // Measuring forces a layout, so it is done once per frame, after all changes.
  place() {
    if (!this.count && !this.#frames.size) return;
    this.#frameRequest ||= requestAnimationFrame(() => {
      this.#frameRequest = 0;
      this.#place();
    });
  }

  #place() {
    for (const [client, frame] of this.#frames) {
      if (this.#people.has(client)) continue;
      frame.remove();
      this.#frames.delete(client);
    }
    for (const person of this.#people.values()) this.#frame(person);
  }

  /** @param {Person} person */
  #frame(person) {
    const element = this.canvas.isLoaded ? this.canvas.block(person.block) : null;
    const frame = this.#frames.get(person.client) || (element && this.#newFrame(person));
    if (!frame) return;
    frame.hidden = !element;
    if (!element) return;
    const { left, top, width, height } = this.canvas.toOverlay(element.getBoundingClientRect());
    Object.assign(frame.style, { transform: `translate(${Math.round(left)}px, ${Math.round(top)}px)`, inlineSize: `${Math.round(width)}px`, blockSize: `${Math.round(height)}px` });
    frame.classList.toggle("is-at-the-top", top < 24);
  }

  /** @param {Person} options */
  #newFrame({ client, name, hue, isMe }) {
    const frame = document.createElement("div");
    frame.className = "ed-here";
    frame.dataset.hue = String(hue);
    frame.setAttribute("aria-hidden", "true");
    const label = document.createElement("span");
    label.className = "ed-here__name";
    label.textContent = isMe ? "Your other tab" : name;
    frame.append(label);
    this.canvas.overlay.prepend(frame);
    this.#frames.set(client, frame);
    return frame;
  }
}

/** @param {Person} options @param {string} where */
function avatar({ client, name, hue, isMe }, where) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ed-person";
  Object.assign(button.dataset, { client, hue, initials: initials(name) });
  const description = `${displayName({ name, isMe })}, ${where}`;
  button.title = description;
  button.setAttribute("aria-label", `${description}. Show`);
  return button;
}

/** @param {number} count */
function overflowAvatar(count) {
  const rest = document.createElement("span");
  rest.className = "ed-person";
  rest.setAttribute("role", "img");
  rest.setAttribute("aria-label", `and ${count} more`);
  rest.dataset.initials = `+${count}`;
  return rest;
}

/** @param {Node | string} content */
function entry(content) {
  const item = document.createElement("li");
  item.append(content);
  return item;
}

/**
 * The names of people in `others` who are not in `some`, each once even if they have several tabs open.
 * @param {Person[]} some @param {Person[]} others
 */
const notAmong = (some, others) => [...new Map(others.filter(({ user, isMe }) => !isMe && !some.some((one) => one.user === user)).map(({ user, name }) => [user, name])).values()];
/** @param {Pick<Person, "name" | "isMe">} options */
const displayName = ({ name, isMe }) => (isMe ? "You, in another tab" : name);
/** @param {string} name */
const initials = (name) => name.trim().split(/\s+/).slice(0, 2).map((part) => [...part][0]?.toUpperCase() || "").join("") || "?";
/** @param {string} user */
const hueOf = (user) => [...user].reduce((sum, letter) => (sum * 31 + Number(letter.codePointAt(0))) % 9973, 7) % HUE_COUNT;
