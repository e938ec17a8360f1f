"""Forms of the check: advice, checklist and Prüfvermerk, bank account, agenda, proof of use."""

import re
from datetime import date
from decimal import Decimal
from typing import Unpack, cast

from django import forms
from django.db.models import QuerySet

from grants.forms.fields import (
    DAY_HINT,
    GermanDateField,
    IbanField,
    KeyField,
    LongTextField,
    MoneyField,
    TextField,
)
from grants.forms.kept import KeptForm, LaterForm
from grants.forms.options import Data, FormOptions, Values
from grants.forms.shared import SharedForm
from grants.models import ConsultationNote, Item, Review, Sitting, User
from grants.models.check import CHECKLIST, MEMO, memo_of
from grants.wording import clock_time_of, long_day
from workflows.programmes import PROGRAMMES
from workflows.rules.examination import low_share_explained
from workflows.sentence import Listed, Sentence
from workflows.wording import place_of

LOW_SHARE = "Nur nötig, wenn die Eigenbeteiligung unter der Vorgabe liegt."
LOW_SHARE_AT = "Nur nötig, wenn die Eigenbeteiligung unter der Vorgabe liegt ({place})."
MONEY_HINT = "Zum Beispiel 4.800,00 oder 4800."
NAMED = re.compile(r"((?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,2})?)\s*(?:€|EUR\b|Euro\b)")
"""An amount in a text, with its unit."""


class AdviceForm(KeptForm):
    """A note of a consultation."""

    writes = ConsultationNote
    held_on = GermanDateField(label="Tag des Gesprächs", help_text=DAY_HINT)
    topics = TextField(
        label="Themen", max_length=200, help_text="Worum ging es? Ein paar Stichworte genügen."
    )
    advice = LongTextField(
        label="Rat",
        max_length=4000,
        rows=8,
        help_text="Was haben Sie geraten? Die Beratung bindet niemanden (§ 25 VwVfG).",
    )

    def __init__(self, data: Data | None = None, *, today: date, **options: Unpack[FormOptions]):
        super().__init__(data, **options)
        cast(GermanDateField, self.fields["held_on"]).latest = today


class ReviewForm(LaterForm, SharedForm):
    """Checklist and Prüfvermerk on one page; it may be saved half done."""

    writes = Review
    outdated = False
    """The application was changed since the Prüfvermerk: who saves it, has looked at it again."""
    returned = False
    """The lead has given it back: who saves it has answered that."""

    checked = forms.MultipleChoiceField(
        label="Prüfliste",
        choices=CHECKLIST,
        widget=forms.CheckboxSelectMultiple,
        help_text="Haken Sie ab, was Sie geprüft haben und was in Ordnung ist.",
    )
    assessment = LongTextField(
        label="Fachliche Bewertung",
        max_length=8000,
        rows=9,
        help_text="Bitte keine Bankdaten, Privatadressen oder Geburtsdaten.",
    )
    unit_statement = LongTextField(
        label="Stellungnahme der Facheinheit",
        max_length=4000,
        help_text="Was sagt die Organisationseinheit, zu deren Maßnahme das Vorhaben gehört?",
    )
    eligible = MoneyField(
        label="Zuwendungsfähige Ausgaben", help_text="Vorgeschlagen aus dem Finanzierungsplan."
    )
    own = MoneyField(
        label="Eigenbeteiligung",
        help_text="Eigene Mittel und unbare Leistungen, ohne Geld von Dritten. Vorgeschlagen aus dem Plan.",
    )
    low_share_reason = LongTextField(
        label="Begründung der geringeren Eigenbeteiligung",
        max_length=4000,
        required=False,
        help_text=LOW_SHARE,
    )
    state_aid = LongTextField(
        label="Beihilferecht",
        max_length=1000,
        rows=3,
        help_text="Eine Zeile genügt, zum Beispiel: keine wirtschaftliche Tätigkeit "
        "(De-minimis-Verordnung (EU) 2023/2831).",
    )
    proposal = MoneyField(label="Vorgeschlagene Zuwendung", help_text=MONEY_HINT)

    def __init__(self, data: Data | None = None, *, programme: str, **options: Unpack[FormOptions]):
        super().__init__(data, **options)
        self.memo = memo_of(programme)
        for name in set(MEMO).difference(self.memo):
            del self.fields[name]
        if place := place_of(low_share_explained, PROGRAMMES[programme]):
            field, at = self.fields["low_share_reason"], str(Sentence(LOW_SHARE_AT, place=place))
            field.help_text = str(field.help_text).replace(
                LOW_SHARE, at
            )  # who reads it is said there as well

    @property
    def fields_to_save(self) -> Values:
        """The checklist, and the Prüfvermerk only if somebody wrote in it: who ticks a list is not its author."""
        touched = any(name in self.changed_data for name in self.memo)
        names = ("checked", *self.memo) if touched or self.outdated or self.returned else ("checked",)
        return {name: self.cleaned_data[name] for name in names}


def review_start(review: Review | None, eligible: Decimal, own: Decimal) -> Values:
    """What stands in the form at first: what was saved, and the plan's sums as long as nobody has written any."""
    names = ("checked", *MEMO)
    start = {name: getattr(review, name) for name in names} if review else {}
    if review is None or review.written_at is None:
        start |= {"eligible": eligible, "own": own}
    return start


class IbanForm(KeptForm):
    """The account on the bank's proof, typed a second time."""

    compared = IbanField(
        label="IBAN auf dem Bankbeleg",
        help_text="Tippen Sie die IBAN vom Beleg der Bank ab, nicht von dieser Seite.",
    )
    proven = forms.BooleanField(
        label="Auch der Name auf dem Beleg ist der oben genannte.",
        error_messages={"required": "Ohne diesen Vergleich können wir die Bankverbindung nicht bestätigen."},
    )


class SittingChoice(forms.ModelChoiceField):
    """One of the planned sittings, named with its day and time."""

    widget = forms.RadioSelect

    def label_from_instance(self, sitting: Sitting) -> str:
        """„6. Sitzung Arbeitsausschuss, 3. Dezember 2026, 17:00 Uhr, Raum 101“."""
        return f"{sitting}, {long_day(sitting.held_on)}, {clock_time_of(sitting.starts_at)}, {sitting.place}"


class AssignForm(KeptForm):
    """Who works on a case from now on."""

    caseworker = forms.ModelChoiceField(
        label="Sachbearbeitung",
        queryset=User.objects.none(),
        empty_label="Bitte wählen",
        help_text="Die Person prüft vorher, ob sie in dieser Sache befangen ist (§§ 20, 21 VwVfG).",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Bitte wählen Sie eine Person der Liste."
        ),
    )

    def __init__(self, data: Data | None = None, *, people: QuerySet[User], **options: Unpack[FormOptions]):
        super().__init__(data, **options)
        cast(forms.ModelChoiceField, self.fields["caseworker"]).queryset = people


class AddressForm(KeptForm):
    """Where a Bescheid that came back goes to now."""

    street = TextField(label="Straße und Hausnummer", max_length=120)
    postcode = TextField(label="Postleitzahl", max_length=5, inputmode="numeric")
    city = TextField(label="Ort", max_length=80)
    reason = LongTextField(
        label="Woher wissen Sie das?",
        max_length=2000,
        rows=3,
        help_text="Zum Beispiel: Auskunft der Organisation am Telefon, Vereinsregister, Melderegister.",
    )

    def clean_postcode(self) -> str:
        """Five digits."""
        postcode: str = self.cleaned_data["postcode"]
        if not re.fullmatch(r"[0-9]{5}", postcode):
            raise forms.ValidationError("Eine Postleitzahl hat fünf Ziffern.")
        return postcode


class ItemForm(KeptForm):
    """What an item of an agenda says: which amount, which motion."""

    amount = MoneyField(label="Betrag im Beschlussvorschlag", smallest=Decimal("0.01"))
    motion = LongTextField(
        label="Beschlussvorschlag",
        max_length=2000,
        rows=4,
        help_text="So wird er verlesen; darüber wird abgestimmt.",
    )

    def clean(self) -> None:
        """What is read out and what is counted must be one amount."""
        super().clean()
        said = self.cleaned_data
        amount, named = said.get("amount"), amounts_in(said.get("motion") or "")
        if amount is not None and named and amount not in named:
            self.add_error(
                "motion",
                Sentence(
                    "Im Beschlussvorschlag steht {named}, als Betrag {amount}. Bitte nennen Sie beide "
                    "Male denselben Betrag.",
                    named=Listed(Sentence("{amount}", amount=one) for one in named),
                    amount=amount,
                ),
            )


def amounts_in(text: str) -> list[Decimal]:
    """The amounts in EUR that a text names with their unit, like ``4.000 €`` and ``3.999,50 Euro``."""
    return [Decimal(found.replace(".", "").replace(",", ".")) for found in NAMED.findall(text)]


class ChangeForm(ItemForm):
    """Another motion for an item, bound to the wording that the page showed."""

    data: Data
    seen = KeyField(required=False, empty_value=None)

    def __init__(self, data: Data | None = None, *, item: Item):
        now: Values = {"amount": item.amount, "motion": item.motion, "seen": item.wording}
        super().__init__(data, initial=now)

    def renew(self, item: Item) -> None:
        """After a refusal: the same answers, bound to what the page shows now."""
        self.data = self.data.copy()
        self.data["seen"] = item.wording


class AmendForm(ChangeForm):
    """An amended motion in a sitting."""

    def __init__(self, data: Data | None = None, *, item: Item):
        super().__init__(data, item=item)
        self.fields["amount"].label = "Betrag im geänderten Antrag"
        self.fields["amount"].help_text = Sentence("Höchstens {amount}.", amount=item.listed or item.amount)
        self.fields["motion"].label = "Geänderter Antrag, mit allen Bedingungen"


class ListForm(ItemForm):
    """A case onto an agenda: which sitting, which amount, which motion."""

    field_order = ("sitting", "amount", "motion")
    sitting = SittingChoice(
        label="Sitzung",
        queryset=Sitting.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Bitte wählen Sie eine Sitzung.",
            "invalid_choice": "Zu dieser Sitzung ist schon eingeladen. Bitte wählen Sie eine andere.",
        },
    )

    def __init__(
        self,
        data: Data | None = None,
        *,
        sittings: QuerySet[Sitting],
        requested: Decimal,
        **options: Unpack[FormOptions],
    ):
        super().__init__(data, **options)
        cast(SittingChoice, self.fields["sitting"]).queryset = sittings
        self.fields["amount"].help_text = Sentence(
            "Höchstens der beantragte Betrag: {requested}.", requested=requested
        )


class ProofCheckForm(SharedForm):
    """What of the expenses is recognised, and why."""

    recognised = MoneyField(label="Anerkannte Ausgaben", help_text="Alle Ausgaben, auch unbare Leistungen.")
    recognised_cash = MoneyField(label="Davon bar bezahlt", help_text="Ohne unbare Leistungen.")
    recognised_income = MoneyField(
        label="Weitere Einnahmen von anderen",
        required=False,
        help_text="Was nicht im Plan stand. Vorgeschlagen aus dem Nachweis; mindert die Zuwendung (ANBest-P 2).",
    )
    note = LongTextField(
        label="Prüfungsvermerk",
        max_length=6000,
        rows=7,
        help_text="Was haben Sie geprüft, welche Belege als Stichprobe, mit welchem Ergebnis? (VV 11 zu § 44 LHO)",
    )

    def clean(self) -> None:
        """Cash is a part of all."""
        super().clean()
        said = self.cleaned_data
        whole, cash = said.get("recognised"), said.get("recognised_cash")
        if whole is not None and cash is not None and cash > whole:
            self.add_error("recognised_cash", "Bar bezahlt sein kann höchstens, was insgesamt anerkannt ist.")
