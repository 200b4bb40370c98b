/* Forms that lose no words: drafts on the device, rows added by the page, scores that add up as one types. */
(function () {
  "use strict";

  const { $, $$, fromTemplate, tell, release } = window.site;

  /* -- Rows: <div data-formset="concerns"> with .formset-rows, a <template> and a button named "add" ---------- */
  function totalOf(formset) {
    return $(`[name="${formset.dataset.formset}-TOTAL_FORMS"]`, formset);
  }

  function number(formset) {
    $$("[data-formset-row]:not([hidden]) [data-formset-number]", formset).forEach((place, i) => { place.textContent = i + 1; });
  }

  function addRow(formset, quietly) {
    const total = totalOf(formset);
    const holder = document.createElement("div");
    holder.append($("template[data-formset-template]", formset).content.cloneNode(true));
    holder.innerHTML = holder.innerHTML.replace(/__prefix__/g, total.value);
    const row = holder.firstElementChild;
    $("[data-formset-rows]", formset).append(row);
    total.value = Number(total.value) + 1;
    $$("[data-formset-remove]", row).forEach((button) => { button.hidden = false; });
    number(formset);
    if (window.htmx) window.htmx.process(row);
    const first = $("textarea, input:not([type=hidden]), select", row);
    if (first && !quietly) first.focus();
    return row;
  }

  function removeRow(button) {
    const row = button.closest("[data-formset-row]");
    const formset = row.closest("[data-formset]");
    const mark = $('input[name$="-DELETE"]', row);
    if (mark) mark.checked = true;
    else $$("input:not([type=hidden]), textarea, select", row).forEach((field) => {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false; else field.value = "";
    });
    row.hidden = true;
    number(formset);
    row.dispatchEvent(new Event("change", { bubbles: true }));
    const shown = $$("[data-formset-row]:not([hidden])", formset).pop();
    const target = shown ? $("textarea, input:not([type=hidden])", shown) : $("[data-formset-add]", formset);
    if (target) target.focus();
  }

  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-formset-add]");
    if (add) { event.preventDefault(); addRow(add.closest("[data-formset]")); }
    const remove = event.target.closest("[data-formset-remove]");
    if (remove) { event.preventDefault(); removeRow(remove); }
  });

  /* Enter goes on to the next field and, where nothing is left to write in, to the next row; while a Chinese word
     is being composed it does neither. */
  const isWriting = (field) => field.tagName === "TEXTAREA" || !["checkbox", "radio", "hidden"].includes(field.type) && field.tagName === "INPUT";

  function nextField(row, field) {
    const fields = $$("textarea, select, input:not([type=hidden])", row).filter((other) => other.offsetParent && !other.closest("details:not([open])"));
    const after = fields.slice(fields.indexOf(field) + 1);
    return after.some(isWriting) && !field.hasAttribute("data-formset-last") ? after[0] : null;
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || event.shiftKey) return;
    const row = field.closest("[data-formset-row]");
    if (!row || !field.matches("input, select, textarea")) return;
    if (field.tagName === "TEXTAREA" && !event.ctrlKey && !field.hasAttribute("data-formset-last")) return;
    event.preventDefault();
    const next = event.ctrlKey ? null : nextField(row, field);
    if (next) { next.focus(); return; }
    const formset = row.closest("[data-formset]");
    const rows = $$("[data-formset-row]:not([hidden])", formset);
    const following = rows[rows.indexOf(row) + 1];
    if (following) $("textarea, input:not([type=hidden])", following).focus(); else addRow(formset);
  });

  $$("[data-formset]").forEach((formset) => {
    $$('input[name$="-DELETE"]:checked', formset).forEach((mark) => { mark.closest("[data-formset-row]").hidden = true; });
    $$("[data-formset-remove]", formset).forEach((button) => { button.hidden = false; });
    number(formset);
  });

  /* -- Drafts: <form data-draft="visit-new"> ------------------------------------------------------------------ */
  const person = document.body.dataset.userId || "";
  const DAYS = 14 * 24 * 3600 * 1000;
  const keyOf = (name) => `draft:${person}:${name}`;
  const SKIPPED = "[data-private], [type=password], [type=file], [type=submit], [name=csrfmiddlewaretoken], [data-draft-skip]";

  function kept(form) {
    return Array.from(form.elements).filter((field) => field.name && !field.matches(SKIPPED) && !field.closest("[data-private]"));
  }

  function wordsOf(form) {
    const words = {};
    kept(form).forEach((field) => {
      const list = words[field.name] || (words[field.name] = []);
      if (field.type === "checkbox" || field.type === "radio") { if (field.checked) list.push(field.value); }
      else if (field.multiple) list.push(...Array.from(field.selectedOptions, (option) => option.value));
      else list.push(field.value);
    });
    return words;
  }

  function store(name, value) {
    try {
      if (value) localStorage.setItem(keyOf(name), JSON.stringify(value)); else localStorage.removeItem(keyOf(name));
      return true;
    } catch (full) { return false; }
  }

  function stored(name) {
    try {
      const draft = JSON.parse(localStorage.getItem(keyOf(name)));
      return draft && Date.now() - draft.at < DAYS ? draft : null;
    } catch (broken) { return null; }
  }

  function fill(form, words) {
    $$("[data-formset]", form).forEach((formset) => {
      const total = totalOf(formset);
      const wanted = Number((words[total.name] || [0])[0]);
      while (Number(total.value) < Math.min(wanted, 100)) addRow(formset, true);
    });
    kept(form).forEach((field) => {
      const list = words[field.name];
      if (!list || /-(TOTAL|INITIAL)_FORMS$/.test(field.name)) return;
      if (field.type === "checkbox" || field.type === "radio") field.checked = list.includes(field.value);
      else if (field.multiple) Array.from(field.options).forEach((option) => { option.selected = list.includes(option.value); });
      else field.value = list.length > 1 ? list.shift() : list[0] || "";
      if (field.name.endsWith("-DELETE") && field.checked) field.closest("[data-formset-row]").hidden = true;
    });
    $$("[data-formset]", form).forEach(number);
    // Numbers are said back as if they had been typed, once htmx is there.
    const sayBack = () => $$("input[data-hx-get]", form).forEach((field) => { if (field.value) field.dispatchEvent(new Event("restored")); });
    if (document.readyState === "complete") sayBack(); else window.addEventListener("load", sayBack);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* What the page gave the form to carry: the mark of what it shows, and the token of what it will record. No draft
     brings either of them back. */
  function carried(form, name) {
    const field = $(`input[type=hidden][name=${name}]`, form);
    return field ? field.value : "";
  }

  const moment = (at) => new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });

  function watch(form) {
    const name = form.dataset.draft;
    const untouched = JSON.stringify(wordsOf(form));
    const refused = $("[aria-invalid=true], .error-summary", form);
    const draft = stored(name);
    let older = null;
    let timer = 0;
    const save = () => {
      clearTimeout(timer);
      if (form.dataset.done) return;
      const words = wordsOf(form);
      const typed = JSON.stringify(words);
      if (typed === untouched && !refused) return;
      const last = sent.get(form) || {};
      store(name, { at: Date.now(), edition: carried(form, "edition"), words, older, sent: last.token, changed: last.words !== typed });
    };
    const discardOlder = () => { older = null; store(name, null); save(); };

    if (draft && !refused && JSON.stringify(draft.words) !== untouched) {
      if (Number(carried(form, "edition")) > Number(draft.edition || 0)) older = offer(form, draft, discardOlder) ? draft : null;
      else restore(form, draft);
    }
    if (draft && draft.older) older = offer(form, draft.older, discardOlder) ? draft.older : null;

    const later = (event) => {
      if (event.target !== form) delete form.dataset.done;
      clearTimeout(timer);
      timer = setTimeout(save, 300);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    window.addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", save);
    form.addEventListener("submit", (event) => send(event, form, save));
  }

  function restore(form, draft) {
    fill(form, draft.words);
    const notice = fromTemplate("draft-restored");
    if (notice) {
      $("[data-when]", notice).textContent = moment(draft.at);
      $("button", notice).addEventListener("click", () => { store(form.dataset.draft, null); form.dataset.done = "yes"; location.reload(); });
      notice.dataset.told = "draft-restored";
      form.prepend(notice);
    }
    if (!draft.sent) return;
    // They were sent before, and the answer never came: perhaps they arrived.
    sent.set(form, { token: draft.sent, words: draft.changed ? "" : JSON.stringify(draft.words) });
    ask(draft.sent).then((session) => tellRecorded(form, draft.sent, session.recorded)).catch(() => {});
  }

  /* A draft that is older than what the form shows: offered beside it, field by field, never laid over it. */
  function offer(form, draft, discard) {
    const notice = fromTemplate("draft-older");
    if (!notice) return false;
    const list = $("ul", notice);
    kept(form).filter(isWriting).forEach((field) => {
      const words = (draft.words[field.name] || [""])[0];
      if (!words || words === field.value) return;
      const line = fromTemplate("draft-older-line");
      $("strong", line).textContent = field.labels && field.labels.length ? field.labels[0].firstChild.textContent.trim() : "";
      $("blockquote", line).textContent = words;
      $("button", line).addEventListener("click", () => {
        field.value = words;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      });
      list.append(line);
    });
    if (!list.children.length) return false;
    $("[data-when]", notice).textContent = moment(draft.at);
    $("[data-discard]", notice).addEventListener("click", () => { notice.remove(); discard(); });
    form.prepend(notice);
    return true;
  }

  /* -- Recorded already: what was sent under the token of a form ------------------------------------------------ */
  /* By form, the token under which it was sent last, and the words. */
  const sent = new WeakMap();

  /* Whose session this is, and what was recorded under the token. */
  function ask(token) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), 8000);
    const query = token ? `?token=${encodeURIComponent(token)}` : "";
    return fetch(document.body.dataset.presenceUrl + query, { credentials: "same-origin", cache: "no-store", signal: limit.signal })
      .then((answer) => answer.json())
      .finally(() => clearTimeout(timer));
  }

  function tellRecorded(form, token, recorded) {
    const notice = recorded ? tell("form-recorded", form) : null;
    if (!notice) return;
    const name = form.dataset.draft;
    const [look, another] = $$("a", notice);
    $("b", notice).textContent = recorded.text;
    look.hidden = !recorded.url;
    look.href = recorded.url;
    another.href = location.pathname + location.search;
    const last = sent.get(form);
    if (last && last.words !== JSON.stringify(wordsOf(form))) return;
    // All that stands here is recorded: a draft is only what is typed from now on.
    form.dataset.done = "yes";
    sent.delete(form);
    $$('[data-told="draft-restored"]', form).forEach((old) => old.remove());
    [look, another].forEach((link) => link.addEventListener("click", () => {
      const draft = stored(name);
      if (form.dataset.done && draft && draft.sent === token && !draft.changed) store(name, null);
    }));
  }

  /* On *back* the browser fills the fields in again: they are asked about under the token they were typed with. */
  function comeBack(form) {
    const token = carried(form, "token");
    if (token) ask(token).then((session) => tellRecorded(form, token, session.recorded)).catch(() => {});
  }

  function keepToken(form, isBack) {
    const field = $("input[type=hidden][name=token]", form);
    if (!field) return;
    const tokens = (history.state && history.state.tokens) || {};
    if (isBack && tokens[form.dataset.draft]) field.value = tokens[form.dataset.draft];
    else history.replaceState({ ...history.state, tokens: { ...tokens, [form.dataset.draft]: field.value } }, "");
  }

  /* Before it is sent: is there a connection, and is it still this person's session? The page keeps everything else. */
  function send(event, form, save) {
    if (form.dataset.checked === "yes") {
      delete form.dataset.checked;
      sent.set(form, { token: carried(form, "token"), words: JSON.stringify(wordsOf(form)) });
      save();
      return;
    }
    save();
    const button = event.submitter;
    const stop = (id) => { release(form); tell(id, form); };
    event.preventDefault();
    if (!navigator.onLine) { stop("draft-unsent"); return; }
    if (form.dataset.checking) return;
    form.dataset.checking = "yes";
    if (button) button.setAttribute("aria-busy", "true");
    const token = carried(form, "token");
    ask(token)
      .then((session) => {
        if (session.user === null) { stop("draft-signed-out"); return; }
        if (String(session.user) !== person) { stop("draft-other-person"); return; }
        tellRecorded(form, token, session.recorded);
        const guard = $("[name=csrfmiddlewaretoken]", form);
        if (guard) guard.value = session.csrf;
        form.dataset.checked = form.dataset.confirmed = "yes";
        if (button) button.click(); else form.requestSubmit();
      })
      .catch(() => stop("draft-unsent"))
      .finally(() => { delete form.dataset.checking; });
  }

  $$("meta[name=draft-saved]").forEach((meta) => store(meta.content, null));
  $$("[data-draft-saved]").forEach((message) => store(message.dataset.draftSaved, null));
  if (person) {
    const forms = $$("form[data-draft]");
    const navigation = performance.getEntriesByType("navigation")[0];
    const isBack = Boolean(navigation) && navigation.type === "back_forward";
    forms.forEach((form) => { keepToken(form, isBack); watch(form); });
    if (isBack) forms.forEach(comeBack);
    window.addEventListener("pageshow", (event) => { if (event.persisted) forms.forEach(comeBack); });
  }

  /* -- Lengths: <textarea data-limit="10000"> is never cut; a counter shows when the limit comes near --------------- */
  const NEAR = 0.9; // of the limit
  const grouped = (count) => count.toLocaleString("en-US");

  /* As the server counts: characters of Unicode, one for each end of a line, none for blanks around the text. */
  const lengthOf = (text) => Array.from(text.replace(/\r\n?/g, "\n").trim()).length;

  function counterOf(field) {
    const known = document.getElementById(`${field.id}_counter`);
    const counter = known || fromTemplate("text-counter");
    if (!known && counter) {
      counter.id = `${field.id}_counter`;
      field.after(counter);
      const described = field.getAttribute("aria-describedby");
      field.setAttribute("aria-describedby", described ? `${described} ${counter.id}` : counter.id);
    }
    return counter;
  }

  function count(field) {
    const limit = Number(field.dataset.limit);
    // Shorter in UTF-16 is shorter in characters, too: nothing is counted while there is room.
    const length = field.value.length < NEAR * limit ? 0 : lengthOf(field.value);
    const isNear = length >= NEAR * limit;
    if (!isNear && !document.getElementById(`${field.id}_counter`)) return;
    const counter = counterOf(field);
    if (!counter) return;
    const over = length - limit;
    counter.hidden = !isNear;
    counter.classList.toggle("field-counter-over", over > 0);
    $("[data-count]", counter).textContent = grouped(length);
    $("[data-most]", counter).textContent = grouped(limit);
    $("[data-over]", counter).textContent = grouped(Math.max(over, 0));
    $("[data-over-words]", counter).hidden = over <= 0;
    // Said aloud when the limit is passed, and not again for every character.
    const said = $("[role=status]", counter);
    const words = over > 0 ? $("[data-over-words]", counter).textContent : "";
    if (!words) said.textContent = "";
    else if (!said.textContent) setTimeout(() => { said.textContent = words; }, 100);
  }

  document.addEventListener("input", (event) => { if (event.target.matches("[data-limit]")) count(event.target); }, true);
  $$("[data-limit]").forEach(count);

  /* -- Scores: <form data-score-form data-thresholds="80,60"> ------------------------------------------------- */
  $$("[data-score-form]").forEach((form) => {
    const [satisfied, basically] = form.dataset.thresholds.split(",").map(Number);
    const items = $$("[data-score-item]", form).map((item) => ({ slider: $("input[type=range]", item), field: $(".score-number input", item) }));
    const reason = $("[data-score-reason] textarea", form);
    const read = (field) => { const typed = field.value.normalize("NFKC").replace(/分\s*$/, "").trim(); return typed === "" ? NaN : Number(typed); };
    const most = items.reduce((sum, item) => sum + Number(item.field.dataset.most), 0);

    function show() {
      const given = items.map((item) => read(item.field)).filter((points) => !Number.isNaN(points));
      const total = given.reduce((sum, points) => sum + points, 0);
      const percent = most ? (100 * total) / most : 0;
      const complete = given.length === items.length;
      const verdict = percent >= satisfied ? "satisfied" : percent >= basically ? "basically" : "unsatisfied";
      $$("[data-score-total]", form).forEach((place) => { place.textContent = String(Math.round(total * 100) / 100); });
      $$("[data-verdict]", form).forEach((badge) => { badge.hidden = !complete || badge.dataset.verdict !== verdict; });
      const owed = complete && verdict === "unsatisfied";
      if (reason) {
        reason.required = owed;
        $$("[data-reason-needed]", form).forEach((note) => { note.hidden = !owed; });
      }
    }

    items.forEach(({ slider, field }) => {
      if (slider) {
        slider.hidden = false;
        slider.addEventListener("input", () => { field.value = slider.value; show(); });
        field.addEventListener("input", () => { slider.value = read(field) || 0; });
      }
      field.addEventListener("input", show);
    });
    form.addEventListener("input", (event) => { if (event.target === form) { items.forEach(({ slider, field }) => { if (slider) slider.value = read(field) || 0; }); show(); } });
    show();
  });
})();
