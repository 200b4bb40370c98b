/* Small comforts of every page. Each works on marked elements only, and every page works without them. */
(function () {
  "use strict";

  const root = document.documentElement;
  const $ = (selector, from) => (from || document).querySelector(selector);
  const $$ = (selector, from) => Array.from((from || document).querySelectorAll(selector));

  /** A copy of what stands in a <template>: all words and markup of scripts live in templates. */
  function fromTemplate(id) {
    const template = document.getElementById(id);
    return template ? template.content.firstElementChild.cloneNode(true) : null;
  }

  /** Shows a message of a <template> above a form or at the top of the page, once. */
  function tell(id, place) {
    const message = fromTemplate(id);
    const where = place || $("#messages");
    if (!message || !where) return null;
    $$(`[data-told="${id}"]`, where).forEach((old) => old.remove());
    message.dataset.told = id;
    where.prepend(message);
    message.scrollIntoView({ block: "center" });
    return message;
  }

  window.site = { $, $$, fromTemplate, tell };

  /* -- Theme and size of text: at once, and remembered in a cookie that the server reads ------------------- */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-appearance] button");
    if (!button) return;
    event.preventDefault();
    root.dataset[button.name] = button.value;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${button.name}=${button.value}; path=/; max-age=31536000; samesite=lax${secure}`;
    $$(`[data-appearance] button[name="${button.name}"]`).forEach((other) => {
      other.setAttribute("aria-pressed", String(other.value === button.value));
    });
  });

  /* -- Menus close on Escape and on a click elsewhere ------------------------------------------------------ */
  document.addEventListener("click", (event) => {
    $$("[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    $$("[data-menu][open]").forEach((menu) => { menu.open = false; $("summary", menu).focus(); });
    if (location.hash === "#navigation") location.hash = "content";
  });

  /* -- A question before something that cannot be undone ---------------------------------------------------- */
  function confirmed(form, submitter, words) {
    const dialog = fromTemplate("confirm-dialog");
    if (!dialog || !dialog.showModal) return window.confirm(words);
    $(".dialog-text", dialog).textContent = words;
    document.body.append(dialog);
    dialog.addEventListener("click", (event) => {
      const answer = event.target.closest("button");
      if (!answer) return;
      dialog.close();
      if (answer.value !== "yes") return;
      form.dataset.confirmed = "yes";
      if (submitter) submitter.click(); else form.requestSubmit();
    });
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
    return false;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const words = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
    if (!words || form.dataset.confirmed === "yes") { delete form.dataset.confirmed; return; }
    if (!confirmed(form, event.submitter, words)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);

  /* -- A form is sent once ---------------------------------------------------------------------------------- */
  function release(form) {
    delete form.dataset.sent;
    $$("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
  }
  window.site.release = release;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-repeatable") || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), 15000);
  });
  window.addEventListener("pageshow", () => $$("form[data-sent]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) release(form);
  });

  /* -- Partial loads: say when they fail, and open whole pages where there is no room for two columns -------- */
  function failed(event) {
    const asked = event.detail.elt;
    if (event.type === "htmx:sendError" && asked.matches("[data-vote]")) return; // which says so in its own words
    if (asked.matches("a, button, form")) tell("request-failed"); // not for what looks things up by itself
  }
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:beforeRequest", (event) => {
    const link = event.detail.elt.closest(".desk-list a[href]");
    if (link && !window.matchMedia("(min-width: 1100px)").matches) {
      event.preventDefault();
      location.href = link.href;
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const link = event.detail.requestConfig && event.detail.requestConfig.elt.closest(".desk-list a[href]");
    if (!link) return;
    $$(".desk-list [aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    (link.closest("li, tr") || link).setAttribute("aria-current", "true");
  });

  /* -- The next row of the list one came from, once a move is made: addresses alone are remembered, for this tab - */
  const ROWS = "a.table-title, a.queue-title";
  const came = `came-from:${document.body.dataset.userId || ""}`;

  document.addEventListener("click", (event) => {
    const link = event.target.closest(ROWS);
    if (!link) return;
    const rows = $$(ROWS, link.closest("table, ul")).map((row) => row.href);
    try { sessionStorage.setItem(came, JSON.stringify({ list: location.href, rows })); } catch (full) { /* then not */ }
  });

  function offerNext() {
    const message = $("#messages [data-draft-saved]");
    const from = JSON.parse(sessionStorage.getItem(came) || "null");
    if (!message || !from) return;
    const here = from.rows.findIndex((row) => row === location.href || row === location.origin + location.pathname);
    const offer = here < 0 ? null : fromTemplate("next-row");
    if (!offer) return;
    const next = $("[data-next]", offer);
    if (here + 1 < from.rows.length) next.href = from.rows[here + 1]; else next.remove();
    $("[data-list]", offer).href = from.list;
    message.append(offer);
  }
  offerNext();

  /* -- Small things ------------------------------------------------------------------------------------------ */
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-autosubmit]")) event.target.form.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const printer = event.target.closest("[data-print]");
    if (printer) window.print();
    const filler = event.target.closest("[data-fill]");
    if (filler) { const field = document.getElementById(filler.dataset.fill); field.value = filler.value; field.focus(); }
  });
  $$("[data-scripted]").forEach((element) => { element.hidden = false; });
  const first = $("[data-focus]");
  if (first) first.focus();
})();
