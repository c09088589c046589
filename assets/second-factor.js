// Passkeys, and keeping recovery codes: the only script of the pages before the door.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

  // The server's options with their bytes as bytes, as the browser wants them.
  const wanted = (options) => {
    const named = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
    const user = options.user && { ...options.user, id: bytes(options.user.id) };
    return {
      ...options, challenge: bytes(options.challenge), ...(user && { user }),
      ...(options.excludeCredentials && { excludeCredentials: named(options.excludeCredentials) }),
      ...(options.allowCredentials && { allowCredentials: named(options.allowCredentials) }),
    };
  };

  // The browser's answer with its bytes as text, as the server reads them.
  const answered = ({ id, rawId, type, response, authenticatorAttachment }) => {
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const said = Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])]));
    if (response.getTransports) said.transports = response.getTransports();
    return { id, rawId: text(rawId), type, response: said, authenticatorAttachment, clientExtensionResults: {} };
  };

  const ask = async (form) => {
    const answer = await fetch(form.dataset.asks, { method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) throw new Error(answer.status < 500 ? await answer.text() : "");
    if (answer.redirected) { location.assign(answer.url); return new Promise(() => {}); }
    const publicKey = wanted(await answer.json());
    return answered(await navigator.credentials[form.dataset.passkey]({ publicKey }));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.passkey) return;
    event.preventDefault();
    const problem = form.querySelector("[data-problem]"), button = form.querySelector("button");
    problem.hidden = true;
    button.disabled = true;
    ask(form).then((credential) => {
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    }).catch((error) => {
      // What the browser itself says is for developers, in its own language; what we said is for people.
      const said = problem.querySelector("span");
      said.dataset.usual ??= said.textContent;
      said.textContent = (!(error instanceof DOMException) && !(error instanceof TypeError) && error.message) || said.dataset.usual;
      problem.hidden = false;
      button.disabled = false;
    });
  });
  addEventListener("pageshow", () => document.querySelectorAll("[data-passkey] button").forEach((button) => { button.disabled = false; }));

  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  document.addEventListener("click", ({ target }) => {
    if (target.dataset.print !== undefined) print();
    if (!target.dataset.download) return;
    const codes = [...document.querySelectorAll("#codes code")].map((code) => code.textContent);
    const url = URL.createObjectURL(new Blob([`${target.dataset.download}\n\n${codes.join("\n")}\n`], { type: "text/plain" }));
    Object.assign(document.createElement("a"), { href: url, download: target.dataset.download }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
})();
