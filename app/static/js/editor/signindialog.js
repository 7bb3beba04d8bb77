// A sign-in that has ended is renewed here, in a dialog, while everything stays as it is on the page.

import { $, hasNotice, notify, openDialog, takeBack } from "./dom.js";
import { readSession, takeToken } from "./signin.js";

const NOTICE = "sign-in";
const ASK_AGAIN = 60000;

// Asks for the password; `onBack` runs once the same person is signed in again. Who is writing is only told so: the
// dialog opens when they have left the text, or want it, and by itself at most once a minute.
export function startDialog(writing, onBack) {
  const dialog = $("#signed-out");
  const form = $("form", dialog);
  let askedAt = -ASK_AGAIN;
  let isBack = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    $("button[type=submit]", form).disabled = true;
    const problem = await signIn(new FormData(form));
    $("button[type=submit]", form).disabled = false;
    say(dialog, problem);
    if (problem) return $("[name=password]", form).focus();
    back();
  });
  $("[data-back]", dialog).addEventListener("click", async () => {
    const problem = await checkPerson();
    say(dialog, problem);
    if (!problem) back();
  });

  function back() {
    done();
    onBack();
  }

  // Also when that happened in another tab.
  function done() {
    form.reset();
    isBack = true;
    writing.forget(NOTICE);
    takeBack(NOTICE);
    askedAt = -ASK_AGAIN;
    if (dialog.open) dialog.close();
  }

  function open() {
    isBack = false;
    writing.forget(NOTICE);
    takeBack(NOTICE);
    openDialog(dialog, () => !isBack && later());
  }

  function later() {
    askedAt = performance.now();
    writing.forget(NOTICE);
    if (!hasNotice(NOTICE)) tell();
  }

  function tell() {
    notify("You have been signed out. What you write is safe here; sign in to save it.", {
      name: NOTICE, action: ["Sign in", open],
      onClose: () => {
        askedAt = performance.now();
        writing.forget(NOTICE);
      },
    });
  }

  function ask({ isWanted = false } = {}) {
    if (dialog.open) return;
    if (isWanted) return open();
    if (performance.now() - askedAt < ASK_AGAIN) return;
    writing.afterwards(NOTICE, open, { isUrgent: true });
    if (!dialog.open && !hasNotice(NOTICE)) tell();
  }
  return { ask, done };
}

function say(dialog, words) {
  $("[data-problem]", dialog).textContent = words;
}

// "" when it worked, else what went wrong, in a sentence.
async function signIn(fields) {
  takeToken(await readSession());
  let response;
  try {
    response = await fetch("/sign-in", {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "X-CSRF-Token": $("meta[name=csrf-token]").content, "HX-Request": "true" },
    });
  } catch {
    return "We can't reach the server. Please try again in a moment.";
  }
  const answer = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!response.ok) return ($(".field__error, [role=alert], [data-message]", answer)?.textContent || "That did not work.").trim();
  return checkPerson();
}

async function checkPerson() {
  const session = await readSession();
  if (!session) return "We can't reach the server. Please try again in a moment.";
  if (!session.signed_in) return "You are not signed in yet. If your account asks for a code, please sign in in a new tab.";
  if (session.id !== document.body.dataset.user) return `You are signed in as ${session.user}. What waits here was written by somebody else: please sign in as them.`;
  takeToken(session);
  return "";
}
