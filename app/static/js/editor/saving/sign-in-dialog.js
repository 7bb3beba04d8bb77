// Renews an expired session in a dialog, without leaving the page.

import { $, changeHeaders, get, hasNotice, notify, openDialog, parseHtml, withdrawNotice } from "../core/dom.js";
import { readSession, useToken } from "../core/session-token.js";

const NOTICE = "sign-in";
const MIN_INTERVAL_MS = 60_000;
const UNREACHABLE = "We can’t reach the server. Please try again in a moment.";

// Requests the password; `onSignedIn` runs once the same user is signed in again. While a text is being edited, only a notice
// appears, and the dialog opens when the author leaves the text or on request. It opens by itself at most once a minute.
class SignInDialog {
  #dismissedAt = -MIN_INTERVAL_MS;
  #isSignedIn = false;

  /** @param {DeferredDialogs} deferredDialogs @param {() => void} onSignedIn */
  constructor(deferredDialogs, onSignedIn) {
    this.deferredDialogs = deferredDialogs;
    this.onSignedIn = onSignedIn;
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
    this.onSignedIn();
  }

  // Closes the dialog after a sign-in, which may have happened in another tab.
  done() {
    this.form.reset();
    this.#isSignedIn = true;
    this.#withdraw();
    this.#dismissedAt = -MIN_INTERVAL_MS;
    if (this.dialog.open) this.dialog.close();
  }

  ask({ isWanted = false } = {}) {
    if (this.dialog.open) return;
    if (isWanted) return this.#open();
    if (performance.now() - this.#dismissedAt < MIN_INTERVAL_MS) return;
    this.deferredDialogs.openWhenIdle(NOTICE, () => this.#open(), { isUrgent: true });
    if (!this.dialog.open && !hasNotice(NOTICE)) this.#notify();
  }

  #open() {
    this.#isSignedIn = false;
    this.#withdraw();
    openDialog(this.dialog, () => this.#isSignedIn || this.#postpone());
  }

  #withdraw() {
    this.deferredDialogs.cancel(NOTICE);
    withdrawNotice(NOTICE);
  }

  #postpone() {
    this.#dismissedAt = performance.now();
    this.deferredDialogs.cancel(NOTICE);
    if (!hasNotice(NOTICE)) this.#notify();
  }

  #notify() {
    notify("You’ve been signed out. What you write is safe here; sign in to save it.", {
      name: NOTICE, action: ["Sign in", () => this.#open()],
      onClose: () => {
        this.#dismissedAt = performance.now();
        this.deferredDialogs.cancel(NOTICE);
      },
    });
  }
}

/** @param {DeferredDialogs} deferredDialogs @param {() => void} onSignedIn */
export const startDialog = (deferredDialogs, onSignedIn) => new SignInDialog(deferredDialogs, onSignedIn);

/** Signs in. Returns an error message, or "" on success. @param {FormData} fields */
async function signIn(fields) {
  useToken(await readSession());
  const body = new URLSearchParams(/** @type {Record<string, string>} */ (Object.fromEntries(fields)));
  const response = await fetch("/sign-in", { method: "POST", body, headers: changeHeaders() }).catch(() => null);
  if (!response) return UNREACHABLE;
  const page = parseHtml(await response.text());
  if (!response.ok) return ($(".field__error, [role=alert], [data-message]", page)?.textContent || "Something went wrong. Please try again.").trim();
  return checkPerson();
}

async function checkPerson() {
  const session = await readSession();
  if (!session) return UNREACHABLE;
  if (!session.signed_in) return "You’re not signed in yet. If your account asks for a code, please use the sign-in page in a new tab.";
  if (session.id !== document.body.dataset.user) return `You’re signed in as ${session.user}, but the unsaved changes here belong to another account. Please sign in with that one.`;
  useToken(session);
  return "";
}
