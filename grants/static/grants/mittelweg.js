// Small comforts of every page. Nothing here decides anything, and every page works without it.
"use strict";

document.documentElement.classList.add("mw-script");

// The summary of errors takes focus (autofocus does it too, but not after a fragment was swapped).
const focusErrors = (root) => root.querySelector("[data-error-summary]")?.focus();

// Menus made of <details> close with Escape and when something else is clicked.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// How many characters are left, once fewer than a fifth are; spoken only after a pause.
const countLeft = (control) => {
  const limit = Number(control.dataset.limit);
  const text = control.value.normalize("NFC").trim();
  const left = limit - Array.from(text).length;
  let note = control.parentElement.querySelector(".mw-left");
  if (!note) {
    note = document.createElement("p");
    note.className = "mw-left";
    control.insertAdjacentElement("afterend", note);
  }
  note.hidden = left > limit / 5;
  note.classList.toggle("mw-left--over", left < 0);
  const number = Math.abs(left).toLocaleString("de-DE");
  note.textContent = left < 0 ? `${number} Zeichen zu viel` : `Noch ${number} Zeichen`;
  clearTimeout(control.mwPause);
  control.mwPause = setTimeout(() => note.setAttribute("role", "status"), 1000);
};
document.addEventListener("input", (event) => {
  if (event.target.dataset?.limit) countLeft(event.target);
});

// Whether one is signed in, and a fresh token for every form of this page: signing in in another window makes the
// tokens of this one too old. Null if the site cannot be reached.
const SIGNED_IN = "/angemeldet/";
const askSignedIn = async () => {
  try {
    const answer = await fetch(SIGNED_IN, { credentials: "same-origin", headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return null;
    const said = await answer.json();
    if (said.signed_in) {
      for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = said.token;
    }
    return said.signed_in;
  } catch {
    return null;
  }
};
const tellSignedOut = (status, button) => {
  if (!status) return;
  const link = document.createElement("a");
  link.href = `/konto/login/?next=${SIGNED_IN}`;
  link.target = "_blank";
  link.rel = "noopener";
  link.className = "kern-link";
  link.textContent = "Melden Sie sich in einem neuen Fenster an";
  status.replaceChildren(
    "Sie sind nicht mehr angemeldet. Ihre Eingaben stehen noch hier. Bitte lassen Sie diese Seite offen. ",
    link, `, kommen Sie zurück und drücken Sie dann „${button}“.`,
  );
  status.classList.add("mw-saved--wrong");
};

// Drafts: <form data-autosave="address">. Saves two seconds after the last key, says when, keeps what failed.
// The answer is JSON: text, wrong, stamp (of what the page knows to be stored), fresh (name → what somebody else has saved
// in a field that was not touched here), conflicts (name → both texts, with buttons) and html (id → new markup).
const sameAs = (sent, form, name) => {
  const now = new FormData(form).getAll(name).map(String);
  const then = sent.getAll(name).map(String);
  return now.length === then.length && now.every((value, place) => value === then[place]);
};
const fill = (form, name, values) => {
  for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (control.matches("[type=checkbox], [type=radio]")) control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
    control.dispatchEvent(new Event("mw:fresh", { bubbles: true }));
  }
};
const showConflicts = (form, conflicts) => {
  for (const box of form.querySelectorAll("[data-elsewhere]")) {
    const { elsewhere: name } = box.dataset;
    // The same two texts stand there already; perhaps somebody has the focus on one of the buttons.
    if (conflicts[name]?.includes(box.querySelector("button").value)) delete conflicts[name];
    else box.remove();
  }
  for (const [name, html] of Object.entries(conflicts)) {
    const control = form.querySelector(`[name="${CSS.escape(name)}"]`);
    control?.closest("fieldset, .mw-field, td")?.insertAdjacentHTML("beforeend", html);
  }
};
const OFFLINE = "Keine Verbindung: noch nicht gespeichert. Ihre Eingaben stehen noch hier. Bitte lassen Sie diese Seite offen. Sobald Sie wieder Netz haben, wird gespeichert.";
const LATER = "Gerade nicht gespeichert. Ihre Eingaben stehen noch hier. Bitte lassen Sie diese Seite offen: Es wird von selbst noch einmal versucht.";
const autosave = (form) => {
  const status = form.querySelector("[data-saved]");
  let pause, saving, again, waiting, out, lost;
  const tell = (text, wrong) => {
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("mw-saved--wrong", wrong);
  };
  const take = async (answer, sent) => {
    const said = await answer.json();
    const fresh = Object.entries(said.fresh ?? {});
    // What was typed while the answer was on its way is newer than the answer: then the page still knows the older text.
    const known = fresh.every(([name]) => sameAs(sent, form, name));
    if (known) for (const [name, values] of fresh) fill(form, name, values);
    const stamp = form.querySelector("[data-stamp]");
    if (stamp && said.stamp && known) stamp.value = said.stamp;
    if (said.conflicts) showConflicts(form, said.conflicts);
    for (const [id, html] of Object.entries(said.html ?? {})) {
      const part = document.getElementById(id);
      if (part) part.outerHTML = html;
    }
    tell(said.text, said.wrong);
    // What is not saved although it was sent would be gone: whoever leaves is asked first.
    if (said.unsaved) typedIn.add(form);
    else typedIn.delete(form);
  };
  const save = async (keepalive = false) => {
    if (saving) { again = true; return; }
    saving = true;
    again = false;
    pause = undefined;
    let sent, later = false;
    const send = () => fetch(form.dataset.autosave, {
      method: "POST", body: (sent = new FormData(form)), credentials: "same-origin", headers: { "X-Requested-With": "autosave" }, keepalive,
    });
    const refused = (answer) => answer.redirected || answer.status === 403;
    try {
      let answer = await send();
      lost = false;
      // Refused because one is signed out, or because the token is older than the last login: then once more.
      out = refused(answer) && (await askSignedIn()) === false;
      if (refused(answer) && !out) answer = await send();
      if (out) tellSignedOut(status, "Speichern");
      else if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      else await take(answer, sent);
    } catch (fault) {
      lost = fault instanceof TypeError; // nothing was answered
      later = fault.message === "503"; // the site will be back by itself
      tell(lost ? OFFLINE : later ? LATER : "Gerade nicht gespeichert. Ihre Eingaben stehen noch hier. Bitte nutzen Sie den Knopf zum Speichern.", true);
    }
    saving = false;
    // Signed out or without a connection, the button would leave the page: it waits until somebody presses it again.
    if (waiting && !out && !lost) form.requestSubmit(waiting.button);
    else if (again && !out && !lost) save();
    else if (lost || later) pause = setTimeout(save, 10000);
    waiting = undefined;
  };
  const soon = () => {
    clearTimeout(pause);
    pause = setTimeout(save, 2000);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // A button that is pressed while a draft is on its way waits for it, so that the two do not cross.
  form.addEventListener("submit", (event) => {
    typedIn.delete(form);
    clearTimeout(pause);
    pause = undefined;
    const offline = lost || navigator.onLine === false;
    if (!saving && !offline) return;
    event.preventDefault();
    waiting = { button: event.submitter };
    if (offline) save();
  });
  window.addEventListener("online", () => {
    if (!lost) return;
    clearTimeout(pause);
    save();
  });
  // Back from signing in: what was typed goes out at once, with the fresh token.
  window.addEventListener("focus", async () => {
    if (out && (await askSignedIn())) save();
  });
  // Leaving the page saves what the pause still held back.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || pause === undefined) return;
    clearTimeout(pause);
    save(true);
  });
};

// <form data-again>: sent again after signing in, with a token that is not older than the login.
const sendAgain = (form) => {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ((await askSignedIn()) === false) tellSignedOut(form.querySelector("[data-saved]"), "Noch einmal absenden");
    else HTMLFormElement.prototype.submit.call(form); // a field may be called submit
  });
};

// A form that must not be sent twice rests after the first press; the server would notice too.
const once = (form) => {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
};

// A form without autosave keeps nothing: whoever leaves the page with words in it is asked first.
// What came back from the server with an error, or to be read before it is sent, was typed as well (data-typed).
const typedIn = new Set();
const holdOn = (form) => {
  if (form.method !== "post" || form.dataset.autosave !== undefined || form.querySelector("[type=password]")) return;
  if (form.dataset.typed !== undefined || form.querySelector("[aria-invalid=true]")) typedIn.add(form);
  form.addEventListener("input", () => typedIn.add(form));
  form.addEventListener("submit", () => typedIn.delete(form));
};
window.addEventListener("beforeunload", (event) => {
  if ([...typedIn].some((form) => form.isConnected)) event.preventDefault();
});

const start = (root) => {
  focusErrors(root);
  root.querySelectorAll("form").forEach(holdOn);
  root.querySelectorAll("form[data-autosave]").forEach(autosave);
  root.querySelectorAll("form[data-once]").forEach(once);
  root.querySelectorAll("form[data-again]").forEach(sendAgain);
  root.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
};
start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target));
