"""The form of a request for a change."""

from decimal import Decimal
from typing import Unpack, cast

from django import forms
from django.db.models import QuerySet

from grants.forms.births import CHOOSE, BirthForm
from grants.forms.fields import DAY_HINT, GermanDateField, LongTextField, MoneyField
from grants.forms.options import Data, FormOptions
from grants.models import Application, ChangeRequest, PlanLine
from workflows.rules.categories import Side
from workflows.sentence import Sentence

MOVES = {
    ChangeRequest.Subject.PLAN: "request_change",
    ChangeRequest.Subject.CONTENT: "request_change",
    ChangeRequest.Subject.PERIOD: "request_extension",
}
"""What shall change → the move that asks for it."""


def shiftable(application: Application) -> QuerySet[PlanLine]:
    """The lines of expenses between which money may be shifted: in cash, and counted."""
    return application.project.plan_lines.filter(side=Side.EXPENSE, eligible=True, in_kind=False)


class ChangeForm(BirthForm):
    """What shall change, why, and for a shift from where to where, for an extension until when."""

    subject = forms.ChoiceField(
        label="Was soll sich ändern?",
        choices=ChangeRequest.Subject.choices,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    wish = LongTextField(label="Was genau soll gelten?", max_length=2000, rows=3)
    why = LongTextField(label="Warum ist die Änderung nötig?", max_length=2000, rows=3)
    from_line = forms.ModelChoiceField(
        PlanLine.objects.none(),
        label="Weniger für",
        required=False,
        empty_label="Nur bei einer Umschichtung",
        error_messages={"invalid_choice": CHOOSE},
    )
    to_line = forms.ModelChoiceField(
        PlanLine.objects.none(),
        label="Mehr für",
        required=False,
        empty_label="Nur bei einer Umschichtung",
        error_messages={"invalid_choice": CHOOSE},
    )
    shift = MoneyField(label="Betrag der Umschichtung", required=False, help_text="Zum Beispiel 400,00.")
    new_ends = GermanDateField(
        label="Neues Ende des Bewilligungszeitraums",
        required=False,
        help_text=Sentence("Nur bei einer Verlängerung. {day_hint}", day_hint=DAY_HINT),
    )

    def __init__(self, data: Data | None = None, *, application: Application, **options: Unpack[FormOptions]):
        super().__init__(data, **options)
        for name in ("from_line", "to_line"):
            cast(forms.ModelChoiceField, self.fields[name]).queryset = shiftable(application)

    @property
    def move(self) -> str:
        """The move that the request is made by."""
        return MOVES[ChangeRequest.Subject(self.cleaned_data["subject"])]

    def clean(self) -> None:
        """An extension names its end; what belongs to another kind of change is left out."""
        super().clean()
        said = self.cleaned_data
        subject = said.get("subject")
        if subject == ChangeRequest.Subject.PERIOD and not said.get("new_ends"):
            self.add_error("new_ends", "Bitte nennen Sie das neue Ende.")
        if subject != ChangeRequest.Subject.PERIOD:
            said["new_ends"] = None
        if subject != ChangeRequest.Subject.PLAN:
            said |= {"from_line": None, "to_line": None, "shift": None}
        said["shift"] = said.get("shift") or Decimal(0)
