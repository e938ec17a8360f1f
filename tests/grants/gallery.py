"""All parts of the pages on one page, with invented content, for tests and for looking at."""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from django import forms
from django.contrib.messages.constants import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import Context, Engine
from django.template.backends.django import get_installed_libraries
from django.test import RequestFactory

from grants.forms.fields import EmailField, GermanDateField, IbanField, LongTextField, MoneyField, TextField
from grants.forms.plan import EXPENSES
from grants.views.listing_pages import Page

HERE = Path(__file__).parent
STATIONS = [
    {"label": "Beratung", "state": "done", "note": "12. Oktober"},
    {"label": "Eingereicht", "state": "done", "note": "2. November"},
    {"label": "Fachliche Prüfung", "state": "now", "note": "bis 27. November"},
    {"label": "Nachforderung", "state": "branch", "note": "beantwortet am 16. November"},
    {"label": "Arbeitsausschuss", "state": "todo"},
    {"label": "Bescheid", "state": "todo"},
    {"label": "Auszahlung", "state": "todo"},
    {"label": "Nachweis", "state": "todo"},
]
OFFERS = [
    {"label": "Prüfvermerk schreiben", "url": "#pruefvermerk"},
    {"label": "Unterlagen nachfordern", "url": "#nachfordern"},
    {
        "label": "Sitzungsreif melden",
        "url": "#sitzungsreif",
        "obstacles": [
            {
                "text": "Die Begründung zur Eigenbeteiligung fehlt (Nr. 17.2).",
                "url": "#vermerk",
                "link": "Zum Prüfvermerk",
            },
            "Eine zweite Person hat noch nicht freigegeben.",
        ],
    },
    {"label": "Antrag zurückgeben", "url": "#zurueck"},
    {"label": "Fall übergeben", "url": "#uebergeben"},
]
ENTRIES = [
    {
        "at": datetime(2026, 11, 16, 22, 41, tzinfo=UTC),
        "title": "Unterlagen nachgereicht",
        "who": "Amira Beispiel",
    },
    {
        "at": datetime(2026, 11, 4, 9, 5, tzinfo=UTC),
        "title": "Unterlagen nachgefordert",
        "who": "Jonas Muster",
        "text": "Es fehlt der Auszug aus dem Vereinsregister.",
        "url": "#brief",
    },
]
TASKS = [
    {"label": "Wer stellt den Antrag?", "url": "#wer", "state": "done", "note": "fertig"},
    {"label": "Ihr Vorhaben", "url": "#was", "state": "wrong", "note": "2 Angaben fehlen"},
    {"label": "Kosten- und Finanzierungsplan", "url": "#plan", "state": "open", "note": "offen"},
]
TOTALS = [
    {"key": "expenses", "label": "Gesamtausgaben", "amount": 390000},
    {
        "key": "own",
        "label": "Eigenbeteiligung",
        "amount": 78000,
        "note": "20 % der zuwendungsfähigen Ausgaben",
    },
    {"key": "income", "label": "Einnahmen und Zuwendung", "amount": 390000},
    {"key": "difference", "label": "Unterschied", "amount": 0, "strong": True},
]
HEADS = [
    {"label": "Vorhaben", "url": "?sort=title"},
    {"label": "Weg"},
    {"label": "Frist", "url": "?sort=-due", "direction": "ascending"},
    {"label": "beantragt", "url": "?sort=requested", "numeric": True},
]
PERSONAS = [
    {"key": "amira", "name": "Amira Beispiel", "role": "Antragstellerin, Nachbarschaftshilfe Beispiel e. V."},
    {"key": "jonas", "name": "Jonas Muster", "role": "Sachbearbeitung"},
    {"key": "lena", "name": "Lena Vorbild", "role": "Mitglied des Kuratoriums"},
]


class Sample(forms.Form):
    """One field of every kind."""

    title = TextField(
        label="Titel des Vorhabens", max_length=120, help_text="Er wird veröffentlicht, wenn wir fördern."
    )
    summary = LongTextField(label="Kurzbeschreibung", max_length=1500)
    amount = MoneyField(label="Beantragte Zuwendung", help_text="Zum Beispiel 4.800,00 oder 4800.")
    begins = GermanDateField(label="Beginn", help_text="Zum Beispiel 27.11.2026.")
    email = EmailField(label="E-Mail-Adresse")
    iban = IbanField(label="IBAN", required=False)
    district = forms.ChoiceField(
        label="Stadtbezirk", choices=[("", "Bitte wählen"), ("3", "Bothfeld-Vahrenheide")]
    )
    kind = forms.ChoiceField(
        label="Wer stellt den Antrag?",
        choices=[("ev", "Eingetragener Verein"), ("person", "Einzelperson")],
        widget=forms.RadioSelect,
        help_text="Davon hängt ab, welche Unterlagen wir brauchen.",
    )
    groups = forms.MultipleChoiceField(
        label="Zielgruppen",
        choices=[("k", "Kinder"), ("s", "Senior*innen")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    concept = forms.FileField(label="Projektkonzept", help_text="PDF, höchstens 10 MB.")
    honest = forms.BooleanField(label="Das Vorhaben hat noch nicht begonnen.")


PLAN = [
    {"label": "Honorare", "calculation": "12 × 3 h × 60 €", "amount": Decimal(2160), "eligible": True},
    {"label": "Raummiete", "calculation": "12 × 90 €", "amount": Decimal(1080), "eligible": True},
    {
        "label": "Unentgeltliche Arbeit",
        "calculation": "44 h × 15 €",
        "amount": Decimal(660),
        "eligible": True,
    },
]
WRONG = {
    "title": "Erzählcafé",
    "amount": "4800.50",
    "begins": "31.02.2026",
    "email": "amira",
    "iban": "DE89 3704 0044 0532 0310 00",
}


def render(*, wrong: bool = False) -> str:
    """The gallery as HTML; ``wrong`` shows the form after a refused submission."""
    engine = Engine(
        dirs=[HERE / "templates"],
        app_dirs=True,
        libraries=get_installed_libraries(),
        builtins=["django.templatetags.i18n"],
    )
    rows = [{"key": f"{number:032x}", **row} for number, row in enumerate(PLAN)]
    expenses = EXPENSES(initial=rows, prefix="expenses")
    context = {
        "request": RequestFactory().get("/faelle/", {"sort": "due"}),
        "official_operator": True,
        "operator": "Landeshauptstadt Hannover",
        "navigation": [
            ("/heute/", "Heute fällig"),
            ("/faelle/", "Fälle"),
            ("/sitzungen/", "Sitzungen"),
            ("/runden/", "Runden"),
            ("/auswertung/", "Auswertung"),
        ],
        "messages": [Message(SUCCESS, "Der Prüfvermerk ist gespeichert.")],
        "demo": True,
        "personas": PERSONAS,
        "stations": STATIONS,
        "offers": OFFERS,
        "requested": Decimal(4800),
        "due": date(2026, 11, 27),
        "reasons": [
            "Eigenbeteiligung 12 % (unter 20 %): Begründung im Prüfvermerk fehlt (Nr. 17.2 der Richtlinie)."
        ],
        "heads": HEADS,
        "cases": [
            {"title": title, "number": number, "stations": STATIONS, "due_on": day, "requested": cents}
            for title, number, day, cents in (
                ("Erzählcafé der Nachbarschaft Vahrenheide", "WIR2-2026-0042", date(2026, 11, 27), 480000),
                ("Fahrradwerkstatt für alle", "WIR2-2026-0043", date(2026, 12, 1), 500000),
                ("Theater ohne Grenzen", "WIR2-2026-0047", None, 680000),
            )
        ],
        "page": Page([], 480, first={}, back={"vor": "7~7"}, on={"nach": "9~9"}, last={"ende": "1"}),
        "entries": ENTRIES,
        "tasks": TASKS,
        "totals": TOTALS,
        "form": Sample(
            WRONG if wrong else None, initial={"amount": Decimal(4800), "begins": date(2026, 12, 1)}
        ),
        "expenses": expenses,
        "saved_at": datetime(2026, 11, 22, 22, 41, tzinfo=UTC),
    }
    return engine.get_template("gallery.html").render(Context(context))


if __name__ == "__main__":
    import django

    django.setup()
    out = Path(sys.argv[1])
    (out / "gallery.html").write_text(render())
    (out / "gallery-wrong.html").write_text(render(wrong=True))
