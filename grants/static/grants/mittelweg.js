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

// Drafts: <form data-autosave="address">. Saves two seconds after the last key, says when, keeps what failed.
const autosave = (form) => {
  const status = form.querySelector("[data-saved]");
  let pause, saving, again;
  const tell = (text, wrong) => {
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("mw-saved--wrong", wrong);
  };
  const save = async () => {
    if (saving) { again = true; return; }
    saving = true;
    again = false;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: new FormData(form), credentials: "same-origin", headers: { "X-Requested-With": "autosave" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const time = new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" });
      tell(`Gespeichert um ${time} Uhr`, false);
    } catch {
      tell("Gerade nicht gespeichert. Ihre Eingaben stehen noch hier. Bitte nutzen Sie den Knopf zum Speichern.", true);
    }
    saving = false;
    if (again) save();
  };
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(save, 2000);
  });
  form.addEventListener("submit", () => clearTimeout(pause));
};

const start = (root) => {
  focusErrors(root);
  root.querySelectorAll("form[data-autosave]").forEach(autosave);
  root.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
};
start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target));
