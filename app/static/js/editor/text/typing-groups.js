// Groups typing into undo steps. A new group begins after a pause, in another field, and periodically during long typing,
// so that one undo never removes ten minutes of work.

const MAX_PAUSE_MS = 1500;
const MAX_DURATION_MS = 30_000;
const MAX_CHANGES = 200;

export class TypingGroups {
  #key = "";
  #id = "";
  #at = 0;
  #began = 0;
  #count = 0;

  /** The group to which a change to this field belongs. @param {string} id @param {string} path */
  group(id, path) {
    const key = `${id} ${path}`;
    const now = Date.now();
    if (key !== this.#key || now - this.#at > MAX_PAUSE_MS || now - this.#began > MAX_DURATION_MS || this.#count >= MAX_CHANGES) {
      this.#id = crypto.randomUUID();
      this.#began = now;
      this.#count = 0;
    }
    this.#key = key;
    this.#at = now;
    this.#count += 1;
    return this.#id;
  }

  end() { this.#key = ""; }
}
