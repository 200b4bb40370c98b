/* Pages that ask again and again what has changed (projector, control page, ballot), and votes that are sent from them. */
(function () {
  "use strict";

  const $ = (selector, from) => (from || document).querySelector(selector);

  /* -- What is pressed now -------------------------------------------------------------------------------------- */
  /* The click of a finger comes after it has left; until then nothing may be put in the place of what it pressed. */
  const CLICK_COMES = 600;
  const keys = new Set();
  const pointers = new Set();
  let released = -CLICK_COMES;

  const isPressed = () => keys.size > 0 || pointers.size > 0 || performance.now() - released < CLICK_COMES;
  const listen = (name, act) => window.addEventListener(name, act, true);
  const letGo = (event) => { if (pointers.delete(event.pointerId)) released = performance.now(); };

  // What fills a form in by itself tells of keys without a name, and never of their end.
  listen("keydown", (event) => { if (event.code) keys.add(event.code); });
  // Where the system takes the key that ends a combination, only the other one is told of.
  listen("keyup", (event) => { if (event.key === "Meta") keys.clear(); else keys.delete(event.code); });
  listen("pointerdown", (event) => pointers.add(event.pointerId));
  listen("pointerup", letGo);
  listen("pointercancel", letGo);
  listen("blur", (event) => { if (event.target === window) { keys.clear(); pointers.clear(); } });

  /* -- The part of the page that is asked for again: <div data-mark="…" data-hx-trigger="every 5s"> ------------------- */
  const FIELDS = "input, select, textarea";
  const isUsed = (part) => isPressed() || Boolean($(".htmx-request", part)) || ($(":focus", part) || part).matches(FIELDS);
  const asking = (event) => {
    const from = (event.detail.requestConfig || event.detail).elt;
    return from.matches("[data-mark]") ? from : null;
  };
  let left = null;

  document.addEventListener("htmx:configRequest", (event) => {
    const part = asking(event);
    if (part) event.detail.headers["X-Shown"] = part.dataset.mark;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = asking(event);
    if (part && isUsed(part)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = asking(event);
    if (!part || !event.detail.shouldSwap) return;
    // Its mark stays, so that the next time it asks, it gets what it did not take now.
    if (isUsed(part)) { event.detail.shouldSwap = false; return; }
    const folds = Array.from(part.querySelectorAll("details[id]"), (fold) => [fold.id, fold.open]);
    left = { part: part.id, folds, hadFocus: part.contains(document.activeElement) };
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!asking(event) || !left) return;
    const part = document.getElementById(left.part);
    left.folds.forEach(([id, open]) => { const fold = document.getElementById(id); if (fold) fold.open = open; });
    // htmx finds the control again by its id; where it is gone, whoever used it stays in its part of the page.
    if (part && left.hadFocus && document.activeElement === document.body) {
      part.tabIndex = -1;
      part.focus({ preventScroll: true });
    }
    left = null;
  });

  /* -- A vote is sent, or says that it was not: <form data-vote hx-post> ------------------------------------------ */
  const VOTE = "form[data-vote] button";
  const LONG = 700;
  const STILL = 12;
  let press = null;
  let key = null;

  const tell = (id) => { if (window.site) window.site.tell(id); };

  // A key that is held repeats itself: neither a second vote, nor the answer to a question that it has not read.
  listen("keydown", (event) => {
    if (event.repeat && event.key === "Enter" && event.target.closest(VOTE)) event.preventDefault();
    if (event.key === " ") key = event.target.closest(VOTE);
  });
  listen("keyup", () => { key = null; });
  listen("blur", (event) => {
    if (event.target === window && (press || key)) tell("vote-let-go");
    if (event.target === window) press = key = null;
  });

  listen("pointerdown", (event) => {
    const button = event.target.closest(VOTE);
    press = button && event.isPrimary && event.button === 0 ? { button, x: event.clientX, y: event.clientY, at: performance.now() } : null;
  });
  listen("pointermove", (event) => {
    if (press && event.isPrimary) press.far = press.far || Math.hypot(event.clientX - press.x, event.clientY - press.y) > STILL;
  });
  listen("click", (event) => { if (press && event.target.closest(VOTE) === press.button) press = null; });
  // Browsers make no click of a finger that rested long.
  listen("pointerup", (event) => {
    const last = press;
    if (!last || !event.isPrimary) return;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    if (!under || under.closest(VOTE) !== last.button) { press = null; tell("vote-let-go"); return; }
    setTimeout(() => {
      if (press !== last) return;
      press = null;
      if (last.button.isConnected) last.button.click(); else tell("vote-let-go");
    }, CLICK_COMES / 2);
  });
  // A finger that moves the page votes for nothing; one that rested, and was taken for something else, wanted to.
  listen("pointercancel", () => {
    if (press && !press.far && performance.now() - press.at > LONG) tell("vote-let-go");
    press = null;
  });
  // A long finger on a picture or a link asks for a menu; on a vote it only is slow.
  listen("contextmenu", (event) => { if (press && event.target.closest(VOTE)) event.preventDefault(); });

  const isVote = (event) => event.detail.elt.matches("form[data-vote]");
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isVote(event)) event.detail.elt.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (isVote(event)) event.detail.elt.removeAttribute("aria-busy");
  });
  ["htmx:sendError", "htmx:timeout", "htmx:sendAbort"].forEach((name) => {
    document.addEventListener(name, (event) => { if (isVote(event)) tell("vote-unsent"); });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.detail.requestConfig || !event.detail.requestConfig.elt.matches("form[data-vote]")) return;
    const said = $("#content [data-focus]") || $("#messages .message") || $("#content");
    said.tabIndex = -1;
    said.focus({ preventScroll: true });
  });
})();
