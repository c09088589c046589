// What only the browser can do: focus, keys, copying, the colour mode before any answer comes.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  // The framework moves between pages without loading; the title then takes the focus, as after a load.
  let path = location.pathname, here = location.href;
  // What the address searches for stands in the search field, unless somebody is typing there.
  const searched = () => {
    const field = $("[data-search]");
    if (field && field !== document.activeElement) field.value = new URLSearchParams(location.search).get("q") ?? "";
  };
  const moved = () => {
    // The session is over, or owes its second factor, or a bank asks for a payment: load the plain page itself, so that
    // nothing of the portal runs on.
    if (/\/(signed-out|second-factor|payments\/[^/]+\/confirm)$/.test(location.pathname)) { location.reload(); return; }
    // Somebody changed this person's rights: the page is loaded anew where it was.
    if (location.hash === "#anew") { history.replaceState(null, "", here); location.reload(); return; }
    here = location.href;
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

  const opened = (dialog) => {
    if (!dialog.open) dialog.showModal();
    const field = $("[role=combobox]", dialog);
    if (!field) return;
    field.value = listOf(field).dataset.for ?? "";
    field.select();
  };

  // A combobox: its field keeps the focus, the arrows choose from its list, Enter opens the chosen link.
  const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
  const choose = (field, option) => {
    for (const one of listOf(field).querySelectorAll("[role=option]")) one.setAttribute("aria-selected", one === option);
    if (!option) { field.removeAttribute("aria-activedescendant"); return; }
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  let entered = false;
  // Whoever types fast presses Enter before the answer is there: the link is opened once the list is of what was typed.
  const enter = (field) => {
    entered = listOf(field).dataset.for !== field.value;
    if (!entered) $("[aria-selected=true]", listOf(field))?.click();
  };
  const watcher = new MutationObserver(([{ target }]) => {
    const field = $(`[aria-controls="${target.id}"]`);
    choose(field, $("[role=option]", target));
    if (entered && field === document.activeElement) enter(field);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target.role !== "combobox") return;
    entered = false;
    watcher.disconnect();
    watcher.observe(listOf(target), { attributeFilter: ["data-for"] });
    choose(target, $("[role=option]", listOf(target)));
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (field.role !== "combobox" || event.isComposing) return;
    entered = false;
    if (event.key === "Enter") { event.preventDefault(); enter(field); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const options = [...listOf(field).querySelectorAll("[role=option]")];
    if (!step || !options.length) return;
    event.preventDefault();
    const here = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    choose(field, options[(here + step + options.length) % options.length]);
  });

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
      document.querySelectorAll("[data-color-mode]").forEach((one) => one.setAttribute("aria-pressed", one.dataset.colorMode === mode));
      fetch("/preferences/color-mode", { method: "POST", body: new URLSearchParams({ mode }) });
    } else if (target.dataset.opens) {
      opened($(`#${target.dataset.opens}`));
    } else if (target.dataset.closes) {
      setTimeout(() => $(`#${target.dataset.closes}`)?.close());
    } else {
      const open = target.closest("[popover]");
      setTimeout(() => open.matches(":popover-open") && open.hidePopover());
    }
  });

  // A dialog whose task the server has done closes; the focus goes back, or to the title if its button is gone.
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    if (!target.open) return;
    target.close();
    if (document.activeElement === document.body) $("#title")?.focus({ preventScroll: true });
  })).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-finished"] });

  // Who was in a form that is made anew, or on a button whose row is gone, goes on at what stands there now.
  let held = null, places = [];
  document.addEventListener("focusin", ({ target }) => {
    [held, places] = [target, []];
    for (let one = target; one.parentElement; one = one.parentElement) {
      places.push([one.parentElement, [...one.parentElement.children].indexOf(one)]);
    }
  });
  new MutationObserver(() => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    const [around, at] = places.find(([one]) => one.isConnected && one.closest("main .card")) ?? [];
    held = null;
    if (!around) return;
    const there = around.children[at] ?? around.lastElementChild ?? around;
    const goal = "input:not([type=hidden]), select, textarea, button, a[href]";
    (there.matches(goal) ? there : $(goal, there) ?? $(goal, around) ?? $("#title"))?.focus({ preventScroll: true });
  }).observe(document, { subtree: true, childList: true });

  document.addEventListener("submit", (event) => {
    const next = $("[data-here]", event.target);
    if (next) next.value = location.pathname + location.search;
  }, true);

  // What must not be pressed twice is not, from the moment of the first press until the server has answered.
  addEventListener("click", (event) => {
    const button = event.target.closest("[data-once]");
    if (!button) return;
    if (button.dataset.pressed) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    button.dataset.pressed = "true";
    setTimeout(() => { if (button.ariaBusy !== "true") delete button.dataset.pressed; }, 1500);
  }, true);
  // A step of a page begins at its title.
  new MutationObserver((changes) => changes.forEach(({ target, attributeName }) => {
    if (attributeName === "data-step") { scrollTo(0, 0); $("#title")?.focus({ preventScroll: true }); } else if (target.ariaBusy !== "true") delete target.dataset.pressed;
  })).observe(document, { subtree: true, attributes: true, attributeFilter: ["aria-busy", "data-step"] });

  // Small panels close when the person goes elsewhere.
  const shut = (except) => document.querySelectorAll("details.drop[open]").forEach((one) => {
    if (one !== except) one.open = false;
  });
  document.addEventListener("click", (event) => {
    const inside = event.target.closest("details.drop");
    shut(event.target.closest(".panel a") ? null : inside);
  });

  // A box clicked before the page is alive is clicked again once it is.
  const isAlive = (box) => Object.keys(box).some((key) => key.startsWith("__reactProps"));
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-select], [data-select-page]") || isAlive(target)) return;
    const wanted = target.checked; // what comes meanwhile marks the boxes anew
    const again = (tries) => {
      if (isAlive(target)) { target.checked = !wanted; target.click(); } else if (tries) setTimeout(again, 50, tries - 1);
    };
    again(200);
  });

  // Selection: boxes follow the server's list of numbers, since rows come and go under them. What was ticked since then
  // stands until the server has answered that too, or for some seconds.
  const ticked = new Map();
  const mark = () => document.querySelectorAll("[data-selection]").forEach((list) => {
    const chosen = list.dataset.selection, numbers = new Set(chosen.split("\n"));
    const is = (number) => chosen === "*" || numbers.has(number);
    ticked.forEach((wanted, number) => { if (is(number) === wanted) ticked.delete(number); }); // also of rows that are gone
    const boxes = [...list.querySelectorAll("[data-select]")];
    boxes.forEach((box) => { box.checked = ticked.get(box.dataset.select) ?? is(box.dataset.select); });
    const page = list.querySelector("[data-select-page]"), count = boxes.filter((box) => box.checked).length;
    if (!page) return; // the head is being drawn
    page.checked = count > 0 && count === boxes.length;
    page.indeterminate = count > 0 && count < boxes.length;
  });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-select], [data-select-page]")) return;
    const whole = target.matches("[data-select-page]") && target.closest("[data-selection]");
    const numbers = [...(whole ? whole.querySelectorAll("[data-select]") : [target])].map((box) => box.dataset.select);
    numbers.forEach((number) => ticked.set(number, target.checked));
    mark();
    setTimeout(() => { numbers.forEach((number) => ticked.delete(number)); mark(); }, 5000);
  });
  // What is pressed in the bar is about all that is ticked, so it waits until the server has heard of that.
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest(".bar :is(a, button)");
    if (!pressed || !ticked.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const once = () => { if (ticked.size) return setTimeout(once, 30); delete pressed.dataset.pressed; pressed.click(); };
    once();
  }, true);
  new MutationObserver((changes) => {
    if (changes.some(({ target }) => (target.nodeType === 1 ? target : target.parentElement)?.closest("[data-list]"))) mark();
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["data-selection", "data-select"] });

  // While a file is being prepared, ask how far it is: often where that is seen, else now and then. A payment that is
  // not decided is looked at as often.
  let beat = 0;
  setInterval(() => {
    if (document.hidden || $(".connection")) return;
    $("[data-follows]")?.click();
    const open = $("#inbox:popover-open");
    if (open || ++beat % 5 === 0) $(`[data-asks="${open ? "open" : "closed"}"]`)?.click();
  }, 2000);

  // A button that names its keys is pressed by them, wherever the focus is.
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    const button = $('[aria-keyshortcuts~="Control+K"]');
    if (button) { event.preventDefault(); button.click(); }
  });

  // Lists: / searches, j and k walk the rows, x selects, Enter opens the link that has the focus, ? shows the keys.
  // Elsewhere: whatever names a key.
  document.addEventListener("keydown", (event) => {
    const open = $("details.drop[open]");
    if (event.key === "Escape" && open) { open.open = false; $("summary", open).focus(); }
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open], [popover], .panel");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key === "/") {
      const search = $("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "j" || event.key === "k") {
      const links = [...document.querySelectorAll("[data-list] tbody a.number")];
      const here = links.indexOf($("a.number", document.activeElement.closest("[data-list] tbody tr") ?? document.createElement("i")));
      const next = links[here < 0 ? 0 : here + (event.key === "j" ? 1 : -1)];
      if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
    } else if (event.key === "x") {
      $("[data-select]", document.activeElement.closest("[data-list] tbody tr") ?? document.createElement("i"))?.click();
    } else if (event.key === "?") {
      $("#keys")?.showModal();
    } else {
      [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key)?.click();
    }
  });
})();
