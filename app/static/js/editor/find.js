// Find and replace: its keys and buttons. What it takes to search is loaded when it is first used.

import { command } from "./commands.js";
import { notify } from "./dom.js";

export function start(editor) {
  let loading = null;
  const use = async (act) => {
    loading ??= import("./finding.js").then(({ Finding }) => new Finding(editor));
    try {
      act(await loading);
    } catch {
      loading = null;
      notify("We can't reach the server, so nothing can be searched right now.");
    }
  };
  const find = (name, title, keys, act, more = {}) => command(name, {
    title, group: "Find", keys, scope: "everywhere", run: () => use(act), ...more,
  });
  find("find", "Find on this page", ["Mod+F"], (finding) => finding.open("page"));
  find("find-site", "Find on the whole site", ["Mod+Shift+F"], (finding) => finding.open("site"));
  find("replace", "Find and replace", ["Mod+H"], (finding) => finding.open("", { replaces: true }), { changes: true });
  find("find-next", "Go to the next place", ["F3"], (finding) => finding.step(1));
  find("find-previous", "Go to the place before", ["Shift+F3"], (finding) => finding.step(-1));

  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-panel-button=find]") && document.querySelector(".ed-desk").dataset.panel === "find") use((finding) => finding.open());
  });

  // Somebody followed a link to a part of this page, from a search perhaps.
  const wanted = new URLSearchParams(location.hash.slice(1));
  if (wanted.has("block")) {
    history.replaceState(history.state, "", location.pathname + location.search);
    const arrive = () => {
      editor.select(wanted.get("block"), { focus: false });
      if (wanted.has("find")) use((finding) => finding.resume(wanted.get("block"), Number(wanted.get("find"))));
    };
    let isFirst = true;
    editor.canvas.onLoad(() => {
      if (isFirst) arrive();
      isFirst = false;
    });
  }
}
