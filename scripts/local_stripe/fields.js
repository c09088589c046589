// SPDX-License-Identifier: GPL-3.0-or-later
// What pages need of Stripe's fields and localstripe's lack: names, colours, one frame; and of the bank's page.
const SAID = {
  en: {
    number: "Card number", exp_month: "Month of expiry", exp_year: "Year of expiry", cvc: "Security code", mm: "MM", yy: "YY",
    bank: "Test bank", asks: "This is the page of a bank that does not exist. Should the payment go through?", yes: "Complete authentication", no: "Fail authentication",
  },
  es: {
    number: "Número de tarjeta", exp_month: "Mes de caducidad", exp_year: "Año de caducidad", cvc: "Código de seguridad", mm: "MM", yy: "AA",
    bank: "Banco de prueba", asks: "Esta es la página de un banco que no existe. ¿Debe realizarse el pago?", yes: "Completar la autenticación", no: "Rechazar la autenticación",
  },
};
const said = () => SAID[document.documentElement.lang] ?? SAID.en;

function openModal() {
  const words = said(), box = document.createElement("dialog");
  const part = (tag, text, style) => {
    const made = Object.assign(document.createElement(tag), { textContent: text });
    Object.assign(made.style, style);
    box.append(made);
    return made;
  };
  Object.assign(box.style, { maxWidth: "360px", padding: "24px", border: "1px solid GrayText", borderRadius: "10px", background: "Canvas", color: "CanvasText", font: "16px sans-serif" });
  part("h2", words.bank, { font: "600 18px sans-serif" }).id = "test-bank";
  part("p", words.asks, { margin: "8px 0 16px" });
  const look = { display: "block", width: "100%", minHeight: "44px", marginTop: "8px" };
  const answers = [part("button", words.yes, look), part("button", words.no, look)];
  box.setAttribute("aria-labelledby", "test-bank");
  document.body.append(box);
  box.showModal();
  return new Promise((resolve) => {
    const answer = (isYes) => { box.remove(); resolve(isYes); };
    answers.forEach((button, index) => button.addEventListener("click", () => answer(index === 0)));
    box.addEventListener("cancel", (event) => { event.preventDefault(); answer(false); });
  });
}

const WIDTHS = { number: "1 1 100%", exp_month: "0 0 48px", exp_year: "0 0 48px", cvc: "0 0 64px" };
const COMPLETED = { number: "cc-number", exp_month: "cc-exp-month", exp_year: "cc-exp-year", cvc: "cc-csc" };
const plainMount = Element.prototype.mount;
Element.prototype.mount = function (target) {
  plainMount.call(this, target);
  const words = said();
  this._domChildren[0].hidden = true;
  this._inputs.postal_code.remove();
  Object.assign(this._domChildren[0].parentElement.style, { display: "flex", flexWrap: "wrap", gap: "8px" });
  for (const [name, width] of Object.entries(WIDTHS)) {
    const input = this._inputs[name];
    const shown = { number: "1234 1234 1234 1234", exp_month: words.mm, exp_year: words.yy, cvc: "CVC" }[name];
    for (const [key, value] of Object.entries({ "aria-label": words[name], placeholder: shown, inputmode: "numeric", autocomplete: COMPLETED[name] })) input.setAttribute(key, value);
    Object.assign(input.style, { flex: width, width: "auto", minWidth: "0", height: "auto", padding: "0", border: "0", outline: "0", background: "transparent" });
    input.addEventListener("input", () => { input.value = input.value.replace(/\D/g, ""); }, true);
  }
  this.update(this._options ?? {});
};
Element.prototype.update = function ({ style }) {
  const base = style?.base ?? {};
  for (const name of Object.keys(WIDTHS)) Object.assign(this._inputs[name].style, { color: base.color, fontFamily: base.fontFamily, fontSize: base.fontSize });
};
Element.prototype.focus = function () { this._inputs.number.focus(); };
Element.prototype.on = function (event, handler) {
  const isComplete = () => Object.entries({ number: 12, exp_month: 1, exp_year: 2, cvc: 3 }).every(([name, length]) => this._inputs[name].value.length >= length);
  (this.listeners[event] ??= []).push(() => handler({ complete: isComplete() }));
};

const plainStripe = Stripe;
Stripe = (key) => {
  const made = plainStripe(key), plainElements = made.elements;
  made.elements = () => {
    const group = plainElements(), plainCreate = group.create;
    group.create = function (type, options) { return Object.assign(plainCreate.call(this, type), { _options: options }); };
    return group;
  };
  return made;
};
