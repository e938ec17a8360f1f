"""The form of a Bescheid's draft: an award says what for and how long, a refusal says why."""

from grants.forms.fields import GermanDateField, LongTextField
from grants.forms.kept import LaterForm
from grants.forms.options import Values
from grants.forms.shared import SharedForm
from grants.models import Draft, Project
from workflows.sentence import Sentence


class AwardForm(LaterForm, SharedForm):
    """The text of an award; its amount is the resolved one and stands fast."""

    writes = Draft
    purpose = LongTextField(
        label="Zuwendungszweck",
        max_length=4000,
        rows=4,
        help_text="Wofür ist das Geld? So genau, dass man später prüfen kann, ob es dafür ausgegeben wurde.",
    )
    period_begins = GermanDateField(
        label="Bewilligungszeitraum von", help_text="Nur Ausgaben in diesem Zeitraum werden anerkannt."
    )
    period_ends = GermanDateField(
        label="Bewilligungszeitraum bis", help_text="Letzter Tag, zum Beispiel 30.11.2026."
    )
    duties = LongTextField(
        label="Besondere Auflagen",
        max_length=4000,
        required=False,
        help_text="Eine Auflage je Zeile. Die ANBest-P gelten ohnehin.",
    )
    condition = LongTextField(
        label="Aufschiebende Bedingung",
        max_length=1000,
        rows=3,
        required=False,
        help_text="Solange sie nicht erfüllt ist, wird nichts ausgezahlt.",
    )
    reasons = LongTextField(
        label="Begründung",
        max_length=8000,
        rows=6,
        required=False,
        help_text="Nötig, wenn weniger bewilligt wird als beantragt (§ 39 VwVfG).",
    )

    def clean(self) -> None:
        """A period ends after it begins."""
        super().clean()
        said = self.cleaned_data
        begins, ends = said.get("period_begins"), said.get("period_ends")
        if begins and ends and ends < begins:
            self.add_error(
                "period_ends", "Der Zeitraum endet, bevor er beginnt. Bitte prüfen Sie die beiden Tage."
            )


class RefusalForm(LaterForm, SharedForm):
    """The text of a refusal."""

    writes = Draft
    reasons = LongTextField(
        label="Begründung",
        max_length=8000,
        rows=10,
        help_text="Die wesentlichen tatsächlichen und rechtlichen Gründe (§ 39 VwVfG), auch zum Ermessen.",
    )


FORMS: dict[str, type[LaterForm]] = {Draft.Kind.AWARD: AwardForm, Draft.Kind.REFUSAL: RefusalForm}
"""Kind of the Bescheid → its form."""


def draft_start(draft: Draft, project: Project) -> Values:
    """What stands in the form at first: the draft, or the project's own words as long as nobody has written any."""
    names = [name for name in FORMS[draft.kind].base_fields if name != "stamp"]
    start = {name: getattr(draft, name) for name in names}
    if draft.kind == Draft.Kind.AWARD and not any(start.values()):
        start["purpose"] = Sentence(
            "Durchführung des Vorhabens „{title}“ wie beantragt.", title=project.title
        )
        start["period_begins"], start["period_ends"] = project.begins, project.ends
    return start
