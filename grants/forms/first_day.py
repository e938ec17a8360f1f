"""The short forms of the first day: proposals to compare and confirm, and the few things only the authority knows."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Unpack, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from grants.forms.annex import AnnexForm
from grants.forms.fields import DAY_HINT, REQUIRED, EmailField, GermanDateField, PercentField, TextField
from grants.forms.guidelines import TermsForm
from grants.forms.kept import KeptForm, Refused
from grants.forms.office import OfficeForm
from grants.forms.options import Data, FormOptions, RecordFormOptions
from grants.forms.people import NameField
from grants.forms.pots import PotForm
from grants.models import BaseRate, Body, Guideline, OfficeData, Pot, Round
from workflows.firstday import UNSURE as UNSURE_TAGS
from workflows.firstday import Proposal, Proposals, office_proposals
from workflows.guidelines import Guideline as Shipped
from workflows.programmes import PROGRAMMES
from workflows.roles import FIRST_DAY, FIRST_NEEDED, Role
from workflows.sentence import Sentence

PROPOSED = "Vorschlag: {source}."
UNSURE = "Vorschlag, nicht belegt: {source}. Bitte prüfen Sie ihn."
PROVED = "Vorschlag, aus der Richtlinie oder einer anderen Quelle belegt."
ASSUMED = "Vorschlag, nicht belegt. Bitte prüfen Sie ihn."
"""The sources of the values of a guideline are signs that only the folder of the fund explains."""


def said_of(proposal: Proposal) -> Sentence:
    """Where a proposal comes from, as it stands at its field."""
    return Sentence(PROPOSED if proposal.sure else UNSURE, source=proposal.source)


def propose(form: forms.BaseForm, proposals: Proposals, names: Mapping[str, str] | None = None) -> None:
    """Begin the fields with what is proposed, each with its source. ``names``: proposal → field, where they differ."""
    for name, proposal in proposals.items():
        field = (names or {}).get(name, name)
        form.initial[field] = proposal.value
        hint = form.fields[field].help_text
        form.fields[field].help_text = f"{hint} {said_of(proposal)}".strip()


class RecordForm(Refused, forms.ModelForm):
    """The form of a record that shows a refusal where it belongs, as a form of the pages does."""

    use_required_attribute = False

    def add_error(self, field, error):  # type: ignore[no-untyped-def]  # the frame's own, in two overloads
        """What the record says against a field that is not asked for stands above the form."""
        if field is None and hasattr(error, "error_dict"):
            for name, told in error.error_dict.items():
                super().add_error(name if name in self.fields else None, told)
        else:
            super().add_error(field, error)


class FirstOfficeForm(OfficeForm, RecordForm):
    """Who the office is, as letters say it."""

    valid_from = GermanDateField(label="Gültig ab", help_text=DAY_HINT)
    bic = TextField(
        label="BIC", max_length=14, required=False, help_text="Leer: Wir suchen sie zur IBAN heraus."
    )
    bank = TextField(
        label="Bank", max_length=80, required=False, help_text="Leer: Wir suchen sie zur IBAN heraus."
    )

    class Meta:
        model = OfficeData
        fields = [
            *("authority", "head", "department", "unit", "street", "postcode", "city", "phone", "email"),
            *("court", "court_address", "audit_office", "product", "account", "cash_office"),
            *("iban", "bic", "bank", "valid_from"),
        ]
        field_classes = {
            **dict.fromkeys(
                (
                    *("authority", "head", "department", "unit", "street", "postcode", "city", "phone"),
                    *("court", "court_address", "audit_office", "product", "account", "cash_office"),
                ),
                TextField,
            ),
            "email": EmailField,
        }

    def __init__(
        self,
        data: Data | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        today: date,
        **options: Unpack[RecordFormOptions],
    ):
        super().__init__(data, files, **options)
        self.initial["valid_from"] = today
        propose(self, office_proposals())

    def clean_bic(self) -> str:
        """The BIC without spaces; "" to be looked up."""
        return super().clean_bic() if self.cleaned_data["bic"] else ""

    def clean(self) -> None:
        """BIC and bank as the register of banks knows them for this IBAN, where they were left empty."""
        super().clean()
        said = self.cleaned_data
        for name, found in zip(("bic", "bank"), _bank_of(said.get("iban")), strict=True):
            if said.get("iban") and name in said and not said[name]:
                said[name] = found
                if not found:
                    self.add_error(name, "Zu dieser IBAN kennen wir keine. Bitte tragen Sie sie ein.")

    def entered(self) -> OfficeData:
        """The record, confirmed and not stored yet."""
        record = cast(OfficeData, self.instance)
        record.confirmed = True
        return record


def _bank_of(iban: str | None) -> tuple[str, str]:
    """BIC and name of the bank, "" for what the register does not know."""
    try:
        found = IBAN(iban or "")
        return str(found.bic or ""), (found.bank_name or "")[:80]
    except SchwiftyException:
        return "", ""


class PeopleForm(KeptForm):
    """A name and an address for each function of the first day; who is there already is not asked for again."""

    def __init__(self, data: Data | None = None, *, given: Collection[Role], **options: Unpack[FormOptions]):
        super().__init__(data, **options)
        self.open = [role for role in FIRST_DAY if role not in given]
        for role in self.open:
            needed = role in FIRST_NEEDED
            later = "" if needed else "Das hat Zeit bis zur ersten Auszahlung."
            self.fields[f"name_{role}"] = NameField(
                label=Sentence("{role}: Vor- und Nachname", role=role.label),
                required=needed,
                help_text=later,
            )
            self.fields[f"name_{role}"].widget.attrs["autocomplete"] = "off"  # somebody else's
            self.fields[f"email_{role}"] = EmailField(
                label=Sentence("{role}: E-Mail-Adresse", role=role.label), autocomplete="off", required=needed
            )

    def clean(self) -> None:
        """A name needs its address and the other way round; one address is one person."""
        super().clean()
        named: dict[str, str] = {}
        for role in self.open:
            name, email = (self.cleaned_data.get(f"{part}_{role}") for part in ("name", "email"))
            if bool(name) != bool(email) and not self.errors.keys() & {f"name_{role}", f"email_{role}"}:
                self.add_error(f"email_{role}" if name else f"name_{role}", REQUIRED)
            if name and email and named.setdefault(email.lower(), name) != name:
                self.add_error(
                    f"email_{role}",
                    "Diese Adresse steht oben bei einem anderen Namen. Jede Person hat ihre eigene.",
                )

    def people(self) -> dict[Role, tuple[str, str]]:
        """Function → name and address of whoever is to hold it."""
        said = self.cleaned_data
        return {
            role: (said[f"name_{role}"], said[f"email_{role}"].lower())
            for role in self.open
            if said[f"name_{role}"]
        }


class FirstGuidelineForm(TermsForm, RecordForm):
    """A shipped Richtlinie with its values and where each comes from; what the authority does otherwise is changed."""

    def __init__(
        self,
        data: Data | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        programme: str,
        shipped: Shipped,
        **options: Unpack[RecordFormOptions],
    ):
        super().__init__(data, files, **options)
        terms = shipped.terms
        self.initial.update({"programme": programme, "version": terms.version, "source": shipped.title})
        self.fields["source"].label = "Titel, wie Briefe ihn nennen"
        for name in ("programme", "version"):
            self.fields[name].disabled = True
            self.fields[name].widget = forms.HiddenInput()
        for name, origin in shipped.origins.items():
            self.initial[name] = getattr(terms, name)
            self.fields[name].help_text = ASSUMED if origin.tag in UNSURE_TAGS else PROVED

    def entered(self) -> Guideline:
        """The record with its values, not stored yet."""
        return self.save(commit=False)


class FirstRatesForm(KeptForm):
    """The shipped base rates are confirmed as they stand above; the newest one may be added."""

    percent = PercentField(
        label="Basiszinssatz", required=False, negative=True, largest=Decimal(100), smallest=Decimal(-100)
    )

    def __init__(self, data: Data | None = None, *, missing: date | None, **options: Unpack[FormOptions]):
        super().__init__(data, **options)
        self.missing = missing
        if missing is None:
            del self.fields["percent"]
        else:
            self.fields["percent"].label = Sentence("Basiszinssatz in Prozent ab {day}", day=missing)
            self.fields["percent"].help_text = (
                "Die Bundesbank gibt ihn bekannt. Er lässt sich später eintragen; bis dahin wird keine "
                "Forderung mit Zinsen festgesetzt."
            )

    def entered(self) -> BaseRate | None:
        """The rate of the office's own, not stored yet."""
        percent = self.cleaned_data.get("percent")
        if percent is None or self.missing is None:
            return None
        return BaseRate(valid_from=self.missing, percent=percent)


class FirstAnnexForm(AnnexForm, RecordForm):
    """The ANBest-P: the shipped text, or the official one in its place."""

    version = TextField(label="Fassung", max_length=40, help_text="Zum Beispiel der Stand des Runderlasses.")


class FirstBodyForm(RecordForm):
    """A body as its rules of procedure have it. The regime is chosen, never proposed (machine.md, rule 2)."""

    class Meta:
        model = Body
        fields = ["name", "seats_total", "invitation_days", "regime"]
        field_classes = {"name": TextField}
        widgets = {"regime": forms.RadioSelect}
        error_messages = {
            name: {"required": REQUIRED} for name in ("seats_total", "invitation_days", "regime")
        }

    def __init__(
        self,
        data: Data | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        key: str,
        name: str,
        proposals: Proposals,
        **options: Unpack[RecordFormOptions],
    ):
        super().__init__(data, files, **options)
        self.instance.key = key
        regime = cast(forms.TypedChoiceField, self.fields["regime"])
        regime.choices = Body.Regime.choices
        regime.help_text = (
            "Wie das Gremium beschließt, sagt seine Geschäftsordnung. Die Leitung bestätigt es später."
        )
        self.initial["name"] = name
        propose(self, proposals, {"seats": "seats_total"})

    def entered(self) -> Body:
        """The record, not stored yet."""
        return cast(Body, self.instance)


class FirstPotForm(PotForm, RecordForm):
    """The money of a fund for a budget year."""

    class Meta(PotForm.Meta):
        fields = ["title", "budget_year"]

    def __init__(
        self,
        data: Data | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        programme: str,
        year: int,
        **options: Unpack[RecordFormOptions],
    ):
        super().__init__(data, files, **options)
        self.instance.programme = programme
        self.initial.update({"title": PROGRAMMES[programme].title, "budget_year": year})

    def entered(self) -> Pot:
        """The record, not stored yet."""
        return self.save(commit=False)


class FirstRoundForm(RecordForm):
    """The first Förderrunde of a fund, under the guideline that holds on its first day."""

    opens_on = GermanDateField(label="Beginnt am", help_text=DAY_HINT)
    closes_on = GermanDateField(label="Antragsfrist (letzter Tag)", help_text=DAY_HINT)
    earliest_start = GermanDateField(label="Frühester Projektbeginn", help_text=DAY_HINT)
    latest_end = GermanDateField(label="Spätestes Projektende", help_text=DAY_HINT)

    class Meta:
        model = Round
        fields = ["pot", "title", "theme", "opens_on", "closes_on", "earliest_start", "latest_end"]
        field_classes = {"title": TextField, "theme": TextField}

    def __init__(
        self,
        data: Data | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        programme: str,
        today: date,
        **options: Unpack[RecordFormOptions],
    ):
        super().__init__(data, files, **options)
        self.instance.programme = programme
        pots = Pot.objects.filter(programme=programme).order_by("id")
        pot = cast(forms.ModelChoiceField, self.fields["pot"])
        pot.queryset, pot.empty_label = pots, None
        self.initial.update(
            {
                "pot": pots.first(),
                "title": Sentence("Förderrunde {year}", year=str(today.year)),
                "opens_on": today,
            }
        )

    def clean(self) -> None:
        """The days are in order, and a guideline holds on the first of them."""
        super().clean()
        said = self.cleaned_data
        for first, last, told in (
            ("opens_on", "closes_on", "Die Antragsfrist endet nicht vor dem Beginn der Runde."),
            ("earliest_start", "latest_end", "Das späteste Ende liegt nicht vor dem frühesten Beginn."),
        ):
            if said.get(first) and said.get(last) and said[last] < said[first]:
                self.add_error(last, told)
        if opens := said.get("opens_on"):
            rows = Guideline.objects.filter(programme=self.instance.programme, valid_from__lte=opens)
            guideline = rows.order_by("-valid_from").first()
            if guideline is None:
                self.add_error("opens_on", "An diesem Tag gilt noch keine bestätigte Richtlinie.")
            else:
                self.instance.guideline = guideline

    def entered(self) -> Round:
        """The record, not stored yet."""
        return cast(Round, self.instance)
