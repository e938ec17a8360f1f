// The plan adds itself up while it is typed, and rows come without a new page. The server computes the same sums.
"use strict";

// The same amounts as grants.forms.reading.read_money, in whole cents; null for what the server would refuse.
const readCents = (typed, negative = false) => {
  if (negative && /^\s*[-−–]/.test(typed)) {
    const cents = readCents(typed.replace(/[-−–]/, ""));
    return cents === null ? null : -cents;
  }
  const text = typed.replace(/€|\beuro?\b/gi, "").replace(/[\s'’]+/g, " ").trim();
  if (!text) return 0;
  const found = /^(\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:,(\d{1,2}|--?|[–—]))?$/.exec(text);
  if (!found) return null;
  const cents = /^\d/.test(found[2] ?? "") ? found[2].padEnd(2, "0") : "00";
  return Number(found[1].replace(/[. ]/g, "")) * 100 + Number(cents);
};
const german = new Intl.NumberFormat("de-DE", { style: "currency", currency: "EUR" });
const euro = (cents) => german.format(cents / 100);

const rowsOf = (plan) => [...plan.querySelectorAll("[data-plan-row]")].filter((row) => !row.hidden);

// Sources of money that make up the own contribution, and the grant itself, by the value of the row's category.
const SOURCES = { own_cash: "own", own_in_kind: "own", third_party: "third_party", requested: "requested" };

// Sums of one side: all rows, the eligible ones, and by source. A sum that nothing feeds stays the server's.
const sumsOf = (plan) => {
  const kind = plan.dataset.plan;
  const sums = { [kind]: 0 };
  if (plan.querySelector("[name$=-eligible]")) sums.eligible = 0;
  if (plan.querySelector("[data-own]")) sums.own = 0;
  if (kind === "income" && plan.querySelector("[name$=-category]")) for (const key of Object.values(SOURCES)) sums[key] = 0;
  for (const row of rowsOf(plan)) {
    const control = row.querySelector("[data-money]");
    if (!control) continue;
    const cents = readCents(control.value, "negative" in control.dataset);
    control.toggleAttribute("data-unread", cents === null);
    sums[kind] += cents ?? 0;
    if (row.querySelector("[name$=-eligible]")?.checked) sums.eligible += cents ?? 0;
    if (row.querySelector("[data-own]")) sums.own += cents ?? 0;
    const source = SOURCES[row.querySelector("[name$=-category]")?.value];
    if (source in sums) sums[source] += cents ?? 0;
  }
  return sums;
};

const show = (key, text) => document.querySelectorAll(`[data-sum="${key}"]`).forEach((place) => { place.textContent = text; });

const balanceSentence = (difference) => {
  if (difference === 0) return "Ausgaben und Einnahmen sind gleich hoch. Der Plan geht auf.";
  const gap = euro(Math.abs(difference));
  return difference > 0
    ? `Die Ausgaben sind um ${gap} höher als die Einnahmen.`
    : `Die Einnahmen sind um ${gap} höher als die Ausgaben.`;
};

let pause;
const compute = () => {
  const sums = {};
  for (const plan of document.querySelectorAll("[data-plan]")) {
    for (const [key, cents] of Object.entries(sumsOf(plan))) sums[key] = (sums[key] ?? 0) + cents;
  }
  for (const [key, cents] of Object.entries(sums)) show(key, euro(cents));
  if (sums.expenses === undefined || sums.income === undefined) return;
  const difference = sums.expenses - sums.income;
  show("difference", euro(difference));
  if (sums.eligible && sums.own !== undefined) show("own_percent", `${(Math.floor((sums.own * 1000) / sums.eligible) / 10).toLocaleString("de-DE")} %`);
  clearTimeout(pause);
  pause = setTimeout(() => {
    const place = document.querySelector("[data-plan-balance]");
    if (place) place.textContent = balanceSentence(difference);
  }, 700);
};

const number = (plan) => rowsOf(plan).forEach((row, place) => {
  row.querySelectorAll("[data-plan-nr]").forEach((here) => { here.textContent = place + 1; });
});

// The key of a new row, of the same form as those that the server gives: 128 random bits.
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const addRow = (plan) => {
  const total = plan.querySelector(`[name="${plan.dataset.prefix}-TOTAL_FORMS"]`);
  const html = plan.querySelector("[data-plan-template]").innerHTML.replaceAll("__prefix__", total.value);
  plan.querySelector("[data-plan-rows]").insertAdjacentHTML("beforeend", html);
  const row = rowsOf(plan).at(-1);
  row.querySelector("[name$=-key]").value = newKey();
  total.value = Number(total.value) + 1;
  number(plan);
  row.querySelector("input:not([type=hidden]), select").focus();
};

// Removing a row only hides it: what was typed stays on the page until one leaves it, and comes back with "Rückgängig".
const showRemoval = (row) => {
  const removed = row.querySelector("[name$=-DELETE]").value !== "";
  row.hidden = removed;
  row.nextElementSibling.hidden = !removed;
  number(row.closest("[data-plan]"));
  compute();
};
const setRemoved = (row, removed) => {
  const mark = row.querySelector("[name$=-DELETE]");
  mark.value = removed ? "on" : "";
  showRemoval(row);
  mark.dispatchEvent(new Event("change", { bubbles: true }));
  if (removed) row.nextElementSibling.querySelector("button").focus();
  else row.querySelector("[data-plan-drop]").focus();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-plan-add], [data-plan-drop], [data-plan-restore]");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-plan-add]")) addRow(button.closest("[data-plan]"));
  else if (button.matches("[data-plan-drop]")) setRemoved(button.closest("[data-plan-row]"), true);
  else setRemoved(button.closest("[data-plan-removed]").previousElementSibling, false);
});
// The answer to a draft can show a row again, or take one away that somebody else has removed.
document.addEventListener("mw:fresh", (event) => {
  if (event.target.matches("[data-plan-row] [name$=-DELETE]")) showRemoval(event.target.closest("[data-plan-row]"));
  compute();
});
document.addEventListener("change", (event) => { if (event.target.matches("[data-plan] select, [data-plan] [name$=-eligible]")) compute(); });
document.addEventListener("input", (event) => { if (event.target.closest("[data-plan]")) compute(); });
