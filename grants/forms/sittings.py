"""Forms around a sitting: planning, presence, bias, the close of a ballot, the rules of a body."""

import re
from datetime import date, time
from typing import Unpack, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from grants.cases.ballots import Poll
from grants.forms.fields import DAY_HINT, REQUIRED, GermanDateField, KeyField, LongTextField, TextField
from grants.forms.kept import KeptForm
from grants.forms.options import Data, FieldOptions, FormOptions
from grants.models import Ballot, Body, Seat
from workflows.sentence import Sentence

CLOCK_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?: ?uhr)?", re.ASCII | re.IGNORECASE)
GROUNDS = [
    ("party", "Selbst beteiligt: Antragsteller*in oder Vertragspartner*in"),
    ("family", "Angehörige oder nahestehende Person ist beteiligt"),
    ("organ", "Vorstand, Aufsichtsrat oder ähnliches Amt in der Organisation, auch ehrenamtlich"),
    ("employed", "Bei der Organisation gegen Entgelt beschäftigt"),
    ("adviser", "In der Sache schon beraten oder ein Gutachten abgegeben"),
    ("other", "Anderer Grund, an der Unparteilichkeit zu zweifeln"),
]
"""§ 41 NKomVG together with §§ 20, 21 VwVfG."""


class TimeOfDayField(forms.Field):
    """A time of day from ``17:00``, ``17.30`` or ``17 Uhr``."""

    widget = forms.TextInput

    def __init__(self, **options: Unpack[FieldOptions]):
        options.setdefault("error_messages", {}).setdefault("required", REQUIRED)
        super().__init__(**options)

    def to_python(self, value: object) -> time | None:
        """The time, None for nothing; ValidationError with one sentence otherwise."""
        if isinstance(value, time):
            return value
        if not value:
            return None
        found = CLOCK_TIME.fullmatch(" ".join(str(value).split()))
        if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
            return time(int(found[1]), int(found[2] or 0))
        raise ValidationError("Bitte geben Sie eine Uhrzeit ein, zum Beispiel 17:00.", code="unreadable")

    def prepare_value(self, value: object) -> object:
        """``17:00`` for a stored time; what was typed stays as it was typed."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


class SittingForm(KeptForm):
    """A new sitting."""

    body = forms.ModelChoiceField(
        label="Gremium",
        queryset=Body.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Bitte wählen Sie ein Gremium.",
            "invalid_choice": "Bitte wählen Sie ein Gremium.",
        },
    )
    held_on = GermanDateField(label="Tag", help_text=DAY_HINT)
    starts_at = TimeOfDayField(label="Uhrzeit", help_text="Zum Beispiel 17:00.")
    place = TextField(label="Ort", max_length=160, help_text="Raum mit Adresse, oder: Videokonferenz.")
    key = KeyField()

    def __init__(
        self, data: Data | None = None, *, bodies: QuerySet[Body], today: date, **options: Unpack[FormOptions]
    ):
        super().__init__(data, **options)
        cast(forms.ModelChoiceField, self.fields["body"]).queryset = bodies
        cast(GermanDateField, self.fields["held_on"]).earliest = today


class SeatsField(forms.ModelMultipleChoiceField):
    """Seats as checkboxes, named by who holds them."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, seat: Seat) -> str:
        """Name, seat, and the chair."""
        return f"{seat.user} – {seat.label}{', Vorsitz' if seat.chair else ''}"


class PresenceForm(KeptForm):
    """Who is in the room now."""

    seats = SeatsField(
        label="Anwesend sind",
        queryset=Seat.objects.none(),
        required=True,
        help_text="Wer geht, wird abgewählt; die Uhrzeit hält das System fest. Erfasst eine zweite Person "
        "zugleich, gilt beides.",
        error_messages={
            "required": "Bitte wählen Sie mindestens eine Person.",
            "invalid_choice": "Eine Person hat keinen Sitz mehr. Bitte laden Sie die Seite neu.",
        },
    )

    shown = SeatsField(
        queryset=Seat.objects.none(),
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={"invalid_choice": "Eine Person hat keinen Sitz mehr. Bitte laden Sie die Seite neu."},
    )
    """Who was present when the page was made: only what differs from it is recorded."""

    def __init__(self, data: Data | None = None, *, seats: QuerySet[Seat], **options: Unpack[FormOptions]):
        super().__init__(data, **options)
        for name in ("seats", "shown"):
            cast(SeatsField, self.fields[name]).queryset = seats


class ExcludeForm(KeptForm):
    """Why somebody takes no part in a case. ``seats`` only for the office, which may write it down for others."""

    ground = forms.ChoiceField(
        label="Grund",
        choices=GROUNDS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie einen Grund.",
            "invalid_choice": "Bitte wählen Sie einen Grund.",
        },
    )
    more = TextField(
        label="Mehr dazu",
        max_length=200,
        required=False,
        help_text="Nur, was für die Niederschrift nötig ist.",
    )

    def __init__(
        self, data: Data | None = None, *, seats: QuerySet[Seat] | None = None, **options: Unpack[FormOptions]
    ):
        super().__init__(data, **options)
        if seats is not None:
            seat = OneSeatField(label="Mitglied", queryset=seats, empty_label="Bitte wählen")
            seat.several = len({one.body_id for one in seats}) > 1
            self.fields = {"seat": seat, **self.fields}

    @property
    def sentence(self) -> str:
        """The ground as the minutes name it."""
        ground = dict(GROUNDS)[self.cleaned_data["ground"]]
        return ": ".join(filter(None, (ground, self.cleaned_data["more"])))


class OneSeatField(forms.ModelChoiceField):
    """One seat of a list."""

    several = False
    """Seats of more than one body are on the list."""

    default_error_messages = dict.fromkeys(("required", "invalid_choice"), "Bitte wählen Sie ein Mitglied.")

    def label_from_instance(self, seat: Seat) -> str:
        """Name and seat, and the body where there are several to choose from."""
        body = f" ({seat.body})" if self.several else ""
        return f"{seat.user} – {seat.label}{body}"


class UnlistForm(KeptForm):
    """Why an item leaves an agenda to which the members have been invited."""

    reason = LongTextField(
        label="Grund",
        help_text="Der Grund bleibt in der Akte.",
        max_length=2000,
        error_messages={
            "required": "Zu diesem Punkt ist eingeladen. Bitte nennen Sie den Grund, warum er entfällt."
        },
    )

    def __init__(self, data: Data | None = None, *, invited: bool, **options: Unpack[FormOptions]):
        super().__init__(data, **options)
        if not invited:
            del self.fields["reason"]


class VoteForm(KeptForm):
    """One vote."""

    choice = forms.ChoiceField(
        choices=Ballot.Choice.choices,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Bitte wählen Sie Ja, Nein oder Enthaltung."
        ),
    )


class CloseForm(KeptForm):
    """The close of a ballot, bound to what the page announced, and whether somebody doubts the quorum.

    The doubt is asked for only where the rules of the body know it: elsewhere who is there counts anyway.
    """

    challenged = forms.BooleanField(
        label="Ein Mitglied hat die Beschlussfähigkeit angezweifelt.",
        required=False,
    )
    data: Data
    seen = KeyField(required=False, empty_value=None)

    def __init__(self, data: Data | None = None, *, poll: Poll):
        super().__init__(data, initial={"seen": poll.stamp})
        self.poll = poll
        regime = poll.ballot.regime
        if regime.stays_quorate and poll.ballot.second_summons:
            self.fields["challenged"].help_text = Sentence(
                "Für diesen Punkt ändert das nichts: Zu ihm wurde zum zweiten Mal geladen. Bei den "
                "nächsten Punkten zählt dann, wer da ist ({quorum_law}), bis wieder genug Mitglieder da "
                "sind.",
                quorum_law=regime.quorum_law,
            )
        elif regime.stays_quorate:
            self.fields["challenged"].help_text = Sentence(
                "Dann zählt, wer jetzt da ist, nicht wer bei der Eröffnung da war ({quorum_law}). Das "
                "gilt auch für die nächsten Punkte, bis wieder genug Mitglieder da sind.",
                quorum_law=regime.quorum_law,
            )
        else:
            del self.fields["challenged"]

    def renew(self) -> None:
        """After a refusal: the same answer, bound to what the page announces now."""
        self.data = self.data.copy()
        self.data["seen"] = self.poll.stamp


class RegimeForm(KeptForm):
    """By which rules a body resolves."""

    regime = forms.ChoiceField(
        label="Verfahrensregeln",
        choices=Body.Regime.choices,
        widget=forms.RadioSelect,
        help_text="Wurde schon nach anderen Regeln ausgezählt, ergeht darauf kein Bescheid: "
        "Das Gremium stimmt noch einmal ab.",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Bitte wählen Sie die Verfahrensregeln."
        ),
    )
