// New cards, and what a bank asks: between the card company's script and us. No card datum passes through here.
(() => {
  const form = document.querySelector("form[data-card], form[data-confirm]");
  if (!form) return;
  const said = form.dataset, sentences = JSON.parse(said.sentences);
  const problem = form.querySelector("[data-problem]"), status = form.querySelector("[data-status]"), button = form.querySelector("button");
  let isBusy = false;

  const say = (sentence) => { problem.querySelector("span").textContent = sentence; problem.hidden = !sentence; };
  const wait = (sentence) => {
    isBusy = Boolean(sentence);
    status.textContent = sentence;
    button.setAttribute("aria-disabled", String(isBusy));
    form.setAttribute("aria-busy", String(isBusy));
  };
  // A sentence of ours for what the card company says by a code; its own, in the page's language, of what was typed.
  const words = (error) => sentences[error.decline_code] ?? sentences[error.code]
    ?? (error.type === "validation_error" ? error.message : error.type === "card_error" ? sentences[""] : said.failed);

  const ask = async () => {
    const answer = await fetch(said.asks, { method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams(new FormData(form)) });
    if (answer.status === 401) { location.reload(); return new Promise(() => {}); }
    if (!answer.ok) throw Object.assign(new Error(), { sentence: answer.status === 500 ? said.failed : await answer.text() });
    return answer.json();
  };
  // What is done once: `work` answers a sentence if it must be tried again.
  const once = async (work) => {
    if (isBusy) return;
    say("");
    wait(said.busy);
    const refused = await work().catch((error) => error.sentence ?? said.failed);
    if (!refused) { form.submit(); return; }
    wait("");
    say(refused);
  };
  addEventListener("pageshow", (event) => { if (event.persisted) wait(""); });

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const look = () => ({
    base: { color: token("--text"), iconColor: token("--muted"), fontFamily: token("--font-sans"), fontSize: "16px", "::placeholder": { color: token("--muted") } },
    invalid: { color: token("--danger"), iconColor: token("--danger") },
  });

  const addCard = (stripe) => {
    const card = stripe.elements({ locale: said.language }).create("card", { style: look(), hidePostalCode: true });
    let isFilled = false;
    card.on("change", (event) => {
      isFilled = event.complete;
      say(event.error ? words(event.error) : "");
    });
    card.mount(form.querySelector("[data-fields]"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => card.update?.({ style: look() }));
    const confirm = async () => {
      const setup = await ask();
      const { error } = await stripe.confirmCardSetup(setup.client_secret, { payment_method: { card } });
      form.elements.setup.value = setup.setup;
      return error && error.setup_intent?.status !== "succeeded" ? words(error) : "";
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (isFilled) once(confirm); else if (!isBusy) { say(said.incomplete); card.focus?.(); }
    });
  };

  const askBank = (stripe) => {
    const confirm = async () => {
      const { client_secret } = await ask();
      const { error } = client_secret ? await stripe.confirmCardPayment(client_secret) : {};
      // Whatever the bank said, we ask the card company; only what never reached it is tried again.
      return error && (!error.type || error.type === "api_connection_error") ? said.failed : "";
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); once(confirm); });
    once(confirm);
  };

  // Loaded here, and not by the page, so that it can be said when it does not come.
  const load = () => new Promise((loaded, missing) => {
    document.head.append(Object.assign(document.createElement("script"), { src: said.script, onload: loaded, onerror: missing }));
    setTimeout(missing, 20000);
  });
  const refuse = (event) => event.preventDefault();
  form.addEventListener("submit", refuse);
  wait(said.loading);
  load().then(() => Stripe(said.key, { locale: said.language })).then((stripe) => {
    wait("");
    form.removeEventListener("submit", refuse);
    button.hidden = false;
    if (said.card === undefined) askBank(stripe); else addCard(stripe);
  }).catch(() => {
    wait("");
    say(said.missing);
    button.textContent = said.again;
    button.hidden = false;
    form.addEventListener("submit", () => location.reload());
  });
})();
