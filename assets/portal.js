// What only the browser can do: focus, keys, copying, the colour mode before any answer comes.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  // The framework moves between pages without loading; the title then takes the focus, as after a load.
  let path = location.pathname;
  // What the address searches for stands in the search field, unless somebody is typing there.
  const searched = () => {
    const field = $("[data-search]");
    if (field && field !== document.activeElement) field.value = new URLSearchParams(location.search).get("q") ?? "";
  };
  const moved = () => {
    searched();
    if (location.pathname === path) return;
    path = location.pathname;
    const before = $("#title"), said = before?.textContent;
    let given = false;
    const give = (tries) => {
      const title = $("#title");
      // A page that fills late draws its title anew, or writes another into it; the focus follows until the person moves it.
      const isNew = title && (title !== before || title.textContent !== said);
      if (isNew && (!given || document.activeElement === document.body)) {
        title.blur(); // so that a title which has the focus already is read aloud again
        title.focus({ preventScroll: true });
        given = true;
      }
      if (tries) setTimeout(give, 50, tries - 1);
    };
    give(60);
    document.querySelectorAll("[popover]:popover-open").forEach((open) => open.hidePopover());
  };
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...args) { const result = original.apply(this, args); moved(); return result; };
  }
  addEventListener("popstate", moved);

  const say = (text, className = "visually-hidden", seconds = 3) => {
    const region = $(".flash-region");
    if (!region) return;
    const said = Object.assign(document.createElement("span"), { className, textContent: text });
    region.append(said);
    setTimeout(() => said.remove(), seconds * 1000);
  };

  // The page's own address, without the list it was opened from: to the phone's own sheet, or copied.
  const share = ({ share: rights, copied }) => {
    const url = location.origin + location.pathname;
    const copy = () => navigator.clipboard.writeText(url).then(() => say(`${copied} ${rights}`, "flash", 8));
    if (!navigator.share || !matchMedia("(pointer: coarse)").matches) return copy();
    return navigator.share({ title: document.title, text: rights, url }).catch((refused) => refused.name === "AbortError" || copy());
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-copy], [data-share], [data-color-mode], [data-opens], [data-closes], [popover] a");
    if (!target) return;
    if (target.dataset.copy !== undefined) {
      navigator.clipboard.writeText(target.dataset.copy).then(() => {
        target.dataset.done = "true";
        say(target.dataset.copied);
        setTimeout(() => delete target.dataset.done, 1500);
      });
    } else if (target.dataset.share !== undefined) {
      share(target.dataset);
    } else if (target.dataset.colorMode) {
      const mode = target.dataset.colorMode;
      if (mode === "system") delete document.documentElement.dataset.mode;
      else document.documentElement.dataset.mode = mode;
      target.parentElement.querySelectorAll("[aria-pressed]").forEach((one) => one.setAttribute("aria-pressed", one === target));
      fetch("/preferences/color-mode", { method: "POST", body: new URLSearchParams({ mode }) });
    } else if (target.dataset.opens) {
      $(`#${target.dataset.opens}`).showModal();
    } else if (target.dataset.closes) {
      setTimeout(() => $(`#${target.dataset.closes}`)?.close());
    } else {
      const open = target.closest("[popover]");
      setTimeout(() => open.matches(":popover-open") && open.hidePopover());
    }
  });

  document.addEventListener("submit", (event) => {
    const next = $("[data-here]", event.target);
    if (next) next.value = location.pathname + location.search;
  }, true);

  // Lists: / searches, j and k walk the rows, Enter opens the link that has the focus. Elsewhere: whatever names a key.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog, [popover]")) return;
    if (event.key === "/") {
      const search = $("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "j" || event.key === "k") {
      const links = [...document.querySelectorAll("[data-list] tbody a.number")];
      const here = links.indexOf(document.activeElement);
      const next = links[here < 0 ? 0 : here + (event.key === "j" ? 1 : -1)];
      if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
    } else {
      [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key)?.click();
    }
  });
})();
