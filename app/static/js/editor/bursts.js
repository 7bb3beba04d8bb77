// Typing without a pause is one step to undo. A new one begins after a pause, or where the author went elsewhere.

const PAUSE = 1500;

export class Bursts {
  #key = "";
  #id = "";
  #at = 0;

  // The group that a change of this field belongs to.
  group(id, path) {
    const key = `${id} ${path}`;
    const now = Date.now();
    if (key !== this.#key || now - this.#at > PAUSE) this.#id = crypto.randomUUID();
    this.#key = key;
    this.#at = now;
    return this.#id;
  }

  end() { this.#key = ""; }
}
