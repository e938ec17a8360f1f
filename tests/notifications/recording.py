"""Letters as the real door writes them: stories are told, and of each the letters that its samples name are kept.

The samples lie in ``recorded/``, one file a story. Days and figures of the stories are fixed; what is drawn by lot (the
public ids in addresses, and the digest of an application that holds such ids) is written as nothing but zeros.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from demo.stories import changes, endings, large, refunds, scenarios
from demo.stories.steps import Story
from demo.stories.telling import Telling
from grants.kinds import owner_of
from grants.letters import erinnerung, from_json, to_json
from grants.models import Transition
from notifications import reminders
from notifications.models import Post
from tests.grants.walking import make_letters as settle
from tests.notifications import further

__all__ = ["FOLDER", "KEPT", "file_of", "key_of", "record", "settle", "text_of"]

FOLDER = Path(__file__).parent / "recorded"
DRAWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Tell = Callable[[Telling], Story]

KEPT: dict[Tell, dict[str, int]] = {
    scenarios.small_and_simple: {
        "eingangsbestaetigung-schlicht": 0,
        "einladung": 0,
        "zuwendungsbescheid-festbetrag": 0,
        "bescheid_unterwegs": 0,
        "kassenanordnung": 0,
        "auszahlungsmitteilung-ganz": 0,
        "abschlussmitteilung-ganz": 0,
    },
    scenarios.tie: {"ablehnungsbescheid-allein": 0},
    scenarios.missed_request: {"nachforderung": 0, "ablehnungsbescheid-formal": 0},
    scenarios.the_long_way: {
        "sachstand": 0,
        "plan_anpassen": 0,
        "zuwendungsbescheid-teilweise": 0,
        "nachweis_nachforderung": 0,
    },
    refunds.underspent: {"anhoerung": 0, "rueckforderungsbescheid": 0, "erstattung_erledigt": 0},
    refunds.overdue: {"anhoerung_beendet": 0},
    refunds.dissolved: {"anhoerung-verzicht": 0, "rueckforderungsbescheid-verzicht": 0},
    changes.eighteen_months: {
        "aenderungsbescheid": 0,
        "zwischennachweis_geprueft": 0,
        "aenderungsbescheid-verlaengerung": 1,
        "abrufablehnung-danach": 0,
    },
    refunds.revoked: {"berichtigung": 0, "anhoerung-ruecknahme": 0, "widerrufsbescheid-ruecknahme": 0},
    refunds.reopened: {
        "anhoerung-wiederaufnahme": 0,
        "rueckforderungsbescheid-ruecknahme": 0,
        "mahnung": 0,
    },
    endings.waived: {"vorzeitiger_beginn": 0},
    large.festival: {
        "eingangsbestaetigung-grossprojekt": 0,
        "ratsgremien": 0,
        "zuwendungsbescheid-grossprojekt": 0,
        "ablehnungsbescheid-grossprojekt": 0,
    },
    large.third_of_a_cap: {"nachrueckliste": 0},
    further.in_full: {"eingangsbestaetigung": 0, "zuwendungsbescheid": 0},
    further.heard_by_others_first: {"eingangsbestaetigung-vorher_gehoert": 0},
    further.from_the_day_of_the_letter: {"vorzeitiger_beginn-spaeter": 0},
    further.in_few_words: {"vorzeitiger_beginn-ungefragt": 0, "zuwendungsbescheid-ohne_konto": 0},
    further.refused_after_a_yes: {"ablehnungsbescheid-trotz_votum": 0},
    further.one_more_year: {
        "aenderungsbescheid-zwischennachweis": 0,
        "aenderungsbescheid-zwischennachweis_steht_aus": 1,
    },
    further.in_other_words: {
        "frist_verlaengert": 0,
        "abrufablehnung": 0,
        "kassenanordnung-mit_vermerk": 0,
        "auszahlungsmitteilung": 0,
        "aenderungsbescheid-abgelehnt": 0,
        "aenderungsbescheid-inhalt": 1,
        "vorzeitig_abgeschlossen": 0,
        "abschlussmitteilung": 0,
    },
    further.in_one_sum: {
        "zuwendungsbescheid-in_einer_summe": 0,
        "kassenanordnung-in_einer_summe": 0,
        "auszahlungsmitteilung-in_einer_summe": 0,
    },
    further.revoked_in_part: {
        "anhoerung-teilweise": 1,
        "widerrufsbescheid-unbezahlt": 0,
        "widerrufsbescheid": 1,
        "rueckforderungsbescheid-ganz": 0,
    },
    further.condition_met: {"anhoerung-bedingung": 0, "widerrufsbescheid-bedingung": 0},
    further.small_claim: {"rueckforderungsbescheid-zinslos": 0, "mahnung-zinslos": 0},
    further.given_back_before_the_recall: {"abschlussmitteilung-erstattet": 0},
    further.withdrawn: {"ruecknahmebestaetigung": 0},
    further.proof_comes_due: {"erinnerung": 0},
    further.proof_is_overdue: {"erinnerung-ueberfaellig": 0},
    further.contest: {
        "eingangsbestaetigung-gesellschaftsfonds": 0,
        "zuwendungsbescheid-gesellschaftsfonds": 0,
        "ablehnungsbescheid": 0,
    },
}
"""Story → name of a sample (letter key, perhaps with a variant behind a hyphen) → which letter of that key it is."""


def record(tell: Tell, tale: Telling) -> dict[str, Any]:
    """The samples of a story by their names, as they lie in its file."""
    story = tell(tale)
    assert not tale.failed, tale.failed
    written = [*_from_log(), *_reminders(story.now())]
    samples = {}
    for name, number in KEPT[tell].items():
        key = key_of(name)
        programme, facts = [(slug, facts) for slug, found, facts in written if found == key][number]
        samples[name] = {"programme": programme, "facts": json.loads(facts)}
    return samples


def key_of(name: str) -> str:
    """The letter key of a sample."""
    return name.partition("-")[0]


def file_of(tell: Tell) -> Path:
    """Where the samples of a story lie."""
    return FOLDER / f"{tell.__name__}.json"


def text_of(samples: dict[str, Any]) -> str:
    """The samples as they are committed."""
    return json.dumps(samples, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _from_log() -> Iterator[tuple[str, str, str]]:
    """Programme, letter key and facts of every letter that the log names, in its order."""
    for entry in Transition.objects.exclude(private="").order_by("pk"):
        for key, text in json.loads(entry.private).get("letters", {}).items():
            yield owner_of(entry.dossier).machine, key, _without_drawn(key, text)


def _reminders(now: datetime) -> Iterator[tuple[str, str, str]]:
    """The same of every reminder that is due now."""
    for post in Post.objects.filter(pk__in=reminders.make_due(now)).order_by("pk"):
        record = owner_of(post.dossier)
        reminder = reminders.reminder_of(post, record)
        assert reminder is not None
        facts = erinnerung.gather(reminder, record, now.date())
        yield record.machine, "erinnerung", _without_drawn("erinnerung", to_json(facts))


def _without_drawn(key: str, text: str) -> str:
    plain = DRAWN.sub("00000000-0000-4000-8000-000000000000", text)
    assert to_json(from_json(key.partition(":")[0], plain)) == plain
    return plain
