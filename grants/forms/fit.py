"""„Passt das?“: a project in a few answers, which a draft can begin with."""

from django import forms

from grants.actions.checking import TURNED
from grants.forms.births import CHOOSE
from grants.forms.fields import GermanDateField, MoneyField
from workflows.case import ZERO
from workflows.fit import Wish
from workflows.questionnaires import CHOICES
from workflows.sentence import Sentence

FIRST_OF_FIT = "cost"
"""The answer without which an address carries none."""
UNSURE = ("keins", "Keins davon, oder ich weiß es nicht")
ABROAD = ("anderswo", "Außerhalb von Hannover")
PAID_ALREADY = Sentence("Eigenes und anderes Geld decken die Kosten schon. Dann bleibt nichts zu fördern.")


def _one_of(
    label: str, choices: list[tuple[str, str]], widget: type[forms.Widget] = forms.RadioSelect
) -> forms.ChoiceField:
    told = dict.fromkeys(("required", "invalid_choice"), CHOOSE)
    return forms.ChoiceField(label=label, choices=choices, widget=widget, error_messages=told)


def _listed(label: str, name: str, last: tuple[str, str]) -> forms.ChoiceField:
    return _one_of(label, [("", "Bitte wählen"), *CHOICES[name].items(), last], forms.Select)


class FitForm(forms.Form):
    """What is asked is what the rules need; nothing of it is stored until somebody begins an application with it."""

    use_required_attribute = False
    kind = _one_of("Wer sind Sie?", list(CHOICES["kind_of_applicant"].items()))
    field_of_action = _listed("Worum geht es vor allem?", "field_of_action", UNSURE)
    district = _listed("Wo findet es statt?", "district", ABROAD)
    begun = _one_of(
        "Hat das Vorhaben schon begonnen?",
        [
            ("nein", "Nein, auch Verträge sind noch nicht geschlossen"),
            ("ja", "Ja, oder es sind schon Verträge geschlossen"),
        ],
    )
    begins = GermanDateField(
        label="Wann soll es beginnen?", required=False, help_text="Wenn Sie es schon wissen."
    )
    ends = GermanDateField(label="Wann soll es enden?", required=False, help_text="Wenn Sie es schon wissen.")
    cost = MoneyField(
        label="Was kostet es ungefähr?",
        help_text="Alles, was bezahlt werden muss: Honorare, Miete, Material. Zum Beispiel 4.800.",
    )
    own = MoneyField(
        label="Wie viel Geld geben Sie selbst dazu?", required=False, help_text="Auch Eintritt oder Spenden."
    )
    unpaid = MoneyField(
        label="Was ist Ihre unbezahlte Arbeit wert?",
        required=False,
        help_text="Ehrenamtliche Stunden und geschenkte Sachen, in Euro geschätzt. Auch das zählt als eigener Beitrag.",
    )
    others = MoneyField(
        label="Wie viel Geld kommt von anderen?",
        required=False,
        help_text="Zum Beispiel von einer Stiftung, auch wenn es erst beantragt ist.",
    )

    def clean(self) -> None:
        """The days are in order, and something is left to ask for."""
        super().clean()
        said = self.cleaned_data
        if said.get("begins") and said.get("ends") and said["ends"] < said["begins"]:
            self.add_error("ends", TURNED)
        if said.get("cost") is not None and self.wish().requested <= 0:
            self.add_error("cost", PAID_ALREADY)

    def wish(self) -> Wish:
        """The answers as the rules judge them; ``cost`` has to be there."""
        said = self.cleaned_data
        field = said.get("field_of_action", "")
        return Wish(
            begun=said.get("begun") == "ja",
            here=said.get("district") != ABROAD[0],
            field_of_action="" if field == UNSURE[0] else field,
            begins=said.get("begins"),
            ends=said.get("ends"),
            cost=said["cost"],
            own=said.get("own") or ZERO,
            unpaid=said.get("unpaid") or ZERO,
            others=said.get("others") or ZERO,
        )

    def answers(self) -> dict[str, object]:
        """What the draft of an application can take over, by the keys of its questions; only what was said."""
        wish = self.wish()
        said = {
            "field_of_action": wish.field_of_action,
            "districts": (self.cleaned_data["district"],) if wish.here else (),
            "begins": wish.begins,
            "ends": wish.ends,
        }
        return {key: answer for key, answer in said.items() if answer}
