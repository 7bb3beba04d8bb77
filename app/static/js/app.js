/* Runs on every screen: adds the CSRF token to htmx requests, focuses invalid fields, and shows a notice when a request fails. */

import "./copy-button.js";
import "./list-filter.js";
import "./auto-forward.js";
import "./time-zone.js";

const token = () => /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="csrf-token"]')).content;

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRF-Token"] = token();
});

document.addEventListener("htmx:after:swap", () => {
  /** @type {HTMLElement | null} */ (document.querySelector('[aria-invalid="true"]'))?.focus();
});

/* If the server cannot be reached, shows a notice and keeps what was typed. */
document.addEventListener("htmx:error", () => {
  const notices = document.getElementById("notices");
  if (!notices) return;
  const notice = document.createElement("div");
  notice.className = "notice notice--warn";
  notice.textContent = "We can’t reach the server. What you typed is still here; please try again in a moment.";
  notices.replaceChildren(notice);
  notices.scrollIntoView({ block: "nearest" });
});

document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail?.ctx?.target?.id === "notices") {
    document.getElementById("notices")?.scrollIntoView({ block: "nearest" });
  }
});
