// Forms that bring a file: sent without leaving the page, so that what was written stays where something is refused.
(() => {
  const slot = (form, name) => form.querySelector(`[data-error="${CSS.escape(name)}"]`);
  const say = (form, sentences) => {
    for (const error of form.querySelectorAll("[data-error]")) {
      const sentence = sentences[error.dataset.error] ?? "";
      error.textContent = sentence;
      error.hidden = !sentence;
      form.elements[error.dataset.error]?.setAttribute("aria-invalid", Boolean(sentence));
    }
    const known = Object.keys(sentences).filter((name) => slot(form, name));
    if (known.length) form.elements[known[0]]?.focus();
    return known.length;
  };
  const isTooLarge = (form) => {
    const file = form.elements.file?.files?.[0];
    return file && file.size > Number(form.dataset.most);
  };
  const send = async (form) => {
    const answer = await fetch(form.action, { method: "POST", headers: { accept: "application/json" }, body: new FormData(form) });
    if (answer.ok) { location.assign((await answer.json()).next); return new Promise(() => {}); }
    if (answer.status === 401) { location.reload(); return new Promise(() => {}); }
    if (answer.status === 422) return say(form, (await answer.json()).fields);
    return say(form, { "": answer.status < 500 ? await answer.text() : form.dataset.failed });
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.dataset.upload === undefined) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    if (isTooLarge(form)) { say(form, { file: form.dataset.tooLarge }); return; }
    form.setAttribute("aria-busy", "true");
    say(form, {});
    try { await send(form); } catch { say(form, { "": form.dataset.failed }); }
    form.setAttribute("aria-busy", "false");
  });
})();
