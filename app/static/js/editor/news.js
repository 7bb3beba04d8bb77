// What others changed, and what an answer left out: fetched when it is known of, and again where that fails.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;

export class News {
  #owed = new Set();
  #wait = FIRST_WAIT;
  #timer = 0;

  constructor(editor, { answers, refusals }) {
    Object.assign(this, { editor, answers, refusals });
  }

  async fetch(ids = []) {
    const { canvas, pageUrl, inPlace } = this.editor;
    ids.forEach((id) => this.#owed.add(id));
    const asked = [...this.#owed];
    const query = new URLSearchParams([["shown_revision", canvas.revision], ["selected", canvas.selected], ...asked.map((id) => ["also", id])]);
    const response = await fetch(`${pageUrl}/changes?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    const text = response?.status === 200 ? await response.text().catch(() => null) : "";
    if (!response || response.status >= 500 || text === null) return this.#again();
    clearTimeout(this.#timer);
    this.#wait = FIRST_WAIT;
    asked.forEach((id) => this.#owed.delete(id));
    if (text && !this.answers.apply(text, { follows: false, isSaid: true })) await this.refusals.showAnew();
    inPlace.leaveWhatIsGone({ isByOthers: true });
  }

  #again() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.fetch(), this.#wait * (0.7 + Math.random() * 0.6));
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }
}
