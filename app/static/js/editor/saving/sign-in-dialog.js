// Renews an expired session in a dialog, without leaving the page.

import { $, changeHeaders, get, hasNotice, notify, openDialog, parseHtml, withdrawNotice } from "../core/dom.js";
import { readSession, takeToken } from "../core/session-token.js";

const NOTICE = "sign-in";
const ASK_AGAIN = 60000;
const UNREACHABLE = "We can’t reach the server. Please try again in a moment.";

// Asks for the password; `onBack` runs once the same person is signed in again. While a text is edited, only a notice
// appears: the dialog opens after leaving the text or on request, and automatically at most once a minute.
class SignInDialog {
  #askedAt = -ASK_AGAIN;
  #isBack = false;

  /** @param {DeferredDialogs} writing @param {() => void} onBack */
  constructor(writing, onBack) {
    this.writing = writing;
    this.onBack = onBack;
    this.dialog = /** @type {HTMLDialogElement} */ (get("#signed-out"));
    this.form = get("form", this.dialog);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    get("[data-back]", this.dialog).addEventListener("click", async () => this.#check(await checkPerson()));
  }

  async #submit() {
    const button = get("button[type=submit]", this.form);
    button.disabled = true;
    const problem = await signIn(new FormData(this.form));
    button.disabled = false;
    this.#check(problem);
    if (problem) get("[name=password]", this.form).focus();
  }

  /** @param {string} problem */
  #check(problem) {
    get("[data-problem]", this.dialog).textContent = problem;
    if (problem) return;
    this.done();
    this.onBack();
  }

  // Also if the sign-in happened in another tab.
  done() {
    this.form.reset();
    this.#isBack = true;
    this.#withdraw();
    this.#askedAt = -ASK_AGAIN;
    if (this.dialog.open) this.dialog.close();
  }

  ask({ isWanted = false } = {}) {
    if (this.dialog.open) return;
    if (isWanted) return this.#open();
    if (performance.now() - this.#askedAt < ASK_AGAIN) return;
    this.writing.afterwards(NOTICE, () => this.#open(), { isUrgent: true });
    if (!this.dialog.open && !hasNotice(NOTICE)) this.#notify();
  }

  #open() {
    this.#isBack = false;
    this.#withdraw();
    openDialog(this.dialog, () => this.#isBack || this.#postpone());
  }

  #withdraw() {
    this.writing.forget(NOTICE);
    withdrawNotice(NOTICE);
  }

  #postpone() {
    this.#askedAt = performance.now();
    this.writing.forget(NOTICE);
    if (!hasNotice(NOTICE)) this.#notify();
  }

  #notify() {
    notify("You’ve been signed out. What you write is safe here; sign in to save it.", {
      name: NOTICE, action: ["Sign in", () => this.#open()],
      onClose: () => {
        this.#askedAt = performance.now();
        this.writing.forget(NOTICE);
      },
    });
  }
}

/** @param {DeferredDialogs} writing @param {() => void} onBack */
export const startDialog = (writing, onBack) => new SignInDialog(writing, onBack);

/** Returns an error message; "" on success. @param {FormData} fields */
async function signIn(fields) {
  takeToken(await readSession());
  const body = new URLSearchParams(/** @type {Record<string, string>} */ (Object.fromEntries(fields)));
  const response = await fetch("/sign-in", { method: "POST", body, headers: changeHeaders() }).catch(() => null);
  if (!response) return UNREACHABLE;
  const answer = parseHtml(await response.text());
  if (!response.ok) return ($(".field__error, [role=alert], [data-message]", answer)?.textContent || "Something went wrong. Please try again.").trim();
  return checkPerson();
}

async function checkPerson() {
  const session = await readSession();
  if (!session) return UNREACHABLE;
  if (!session.signed_in) return "You’re not signed in yet. If your account asks for a code, please sign in in a new tab.";
  if (session.id !== document.body.dataset.user) return `You’re signed in as ${session.user}, but the unsaved changes here are someone else’s. Please sign in with that account.`;
  takeToken(session);
  return "";
}
