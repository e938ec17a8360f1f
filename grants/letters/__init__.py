"""Letters: one module a letter holds its facts and how they are gathered; here is the list, and facts as text.

The facts of a letter are a frozen dataclass, kept with the move that names the letter. Amounts are ``Decimal`` EUR with
at most two places, days are ``date``, moments aware ``datetime``. Nothing in them is live: a letter that is written
tomorrow shows the facts of today. What a letter says stands in ``notifications/templates/letters/<letter>/``.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from grants.clock import day_of
from grants.kinds import machine_of
from grants.letters import (
    ablehnungsbescheid,
    abrufablehnung,
    abschlussmitteilung,
    aenderungsbescheid,
    anhoerung,
    anhoerung_beendet,
    auszahlungsmitteilung,
    berichtigung,
    bescheid_unterwegs,
    eingangsbestaetigung,
    einladung,
    erinnerung,
    erstattung_erledigt,
    frist_verlaengert,
    kassenanordnung,
    mahnung,
    nachforderung,
    nachrueckliste,
    nachweis_nachforderung,
    plan_anpassen,
    ratsgremien,
    rueckforderungsbescheid,
    ruecknahmebestaetigung,
    sachstand,
    vorzeitig_abgeschlossen,
    vorzeitiger_beginn,
    widerrufsbescheid,
    zuwendungsbescheid,
    zwischennachweis_geprueft,
)
from grants.letters.codec import FACTS_VERSION, decode, encode
from grants.models import Application
from workflows.case import Actor
from workflows.law import law_of
from workflows.machine import NOBODY_KNOWN
from workflows.outcome import Outcome
from workflows.roles import Role
from workflows.stages import DRAFTING

__all__ = [
    "FACTS",
    "FACTS_VERSION",
    "WRITERS",
    "facts_before_release",
    "from_json",
    "key_for",
    "letter_facts",
    "to_json",
]

FACTS: dict[str, type] = {
    "eingangsbestaetigung": eingangsbestaetigung.Eingangsbestaetigung,
    "nachforderung": nachforderung.Nachforderung,
    "vorzeitiger_beginn": vorzeitiger_beginn.VorzeitigerBeginn,
    "zuwendungsbescheid": zuwendungsbescheid.Zuwendungsbescheid,
    "ablehnungsbescheid": ablehnungsbescheid.Ablehnungsbescheid,
    "kassenanordnung": kassenanordnung.Kassenanordnung,
    "auszahlungsmitteilung": auszahlungsmitteilung.Auszahlungsmitteilung,
    "abschlussmitteilung": abschlussmitteilung.Abschlussmitteilung,
    "bescheid_unterwegs": bescheid_unterwegs.BescheidUnterwegs,
    "sachstand": sachstand.Sachstand,
    "plan_anpassen": sachstand.Sachstand,
    "ratsgremien": sachstand.Sachstand,
    "nachrueckliste": sachstand.Sachstand,
    "ruecknahmebestaetigung": sachstand.Sachstand,
    "vorzeitig_abgeschlossen": sachstand.Sachstand,
    "nachweis_nachforderung": sachstand.Sachstand,
    "einladung": sachstand.Sachstand,
    "anhoerung": anhoerung.Anhoerung,
    "anhoerung_beendet": sachstand.Sachstand,
    "rueckforderungsbescheid": rueckforderungsbescheid.Rueckforderungsbescheid,
    "widerrufsbescheid": widerrufsbescheid.Widerrufsbescheid,
    "mahnung": mahnung.Mahnung,
    "erstattung_erledigt": sachstand.Sachstand,
    "frist_verlaengert": sachstand.Sachstand,
    "berichtigung": berichtigung.Berichtigung,
    "aenderungsbescheid": aenderungsbescheid.Aenderungsbescheid,
    "abrufablehnung": abrufablehnung.Abrufablehnung,
    "zwischennachweis_geprueft": sachstand.Sachstand,
    "erinnerung": erinnerung.Erinnerung,
}
"""Letter key → the type of its facts."""
WRITERS: dict[str, Callable[..., Any]] = {
    "eingangsbestaetigung": eingangsbestaetigung.gather,
    "nachforderung": nachforderung.gather,
    "vorzeitiger_beginn": vorzeitiger_beginn.gather,
    "zuwendungsbescheid": zuwendungsbescheid.gather,
    "ablehnungsbescheid": ablehnungsbescheid.gather,
    "kassenanordnung": kassenanordnung.gather,
    "auszahlungsmitteilung": auszahlungsmitteilung.gather,
    "abschlussmitteilung": abschlussmitteilung.gather,
    "bescheid_unterwegs": bescheid_unterwegs.gather,
    "sachstand": sachstand.gather,
    "plan_anpassen": plan_anpassen.gather,
    "ratsgremien": ratsgremien.gather,
    "nachrueckliste": nachrueckliste.gather,
    "ruecknahmebestaetigung": ruecknahmebestaetigung.gather,
    "vorzeitig_abgeschlossen": vorzeitig_abgeschlossen.gather,
    "nachweis_nachforderung": nachweis_nachforderung.gather,
    "einladung": einladung.gather,
    "anhoerung": anhoerung.gather,
    "anhoerung_beendet": anhoerung_beendet.gather,
    "rueckforderungsbescheid": rueckforderungsbescheid.gather,
    "widerrufsbescheid": widerrufsbescheid.gather,
    "mahnung": mahnung.gather,
    "erstattung_erledigt": erstattung_erledigt.gather,
    "frist_verlaengert": frist_verlaengert.gather,
    "berichtigung": berichtigung.gather,
    "aenderungsbescheid": aenderungsbescheid.gather,
    "abrufablehnung": abrufablehnung.gather,
    "zwischennachweis_geprueft": zwischennachweis_geprueft.gather,
}
"""Key of a letter that a move names → the function that gathers its facts. A reminder is named by no move."""
FOR_SOME: dict[str, Callable[[Any, datetime], dict[int, Any]]] = {"einladung": einladung.for_some}
"""Letter key → the function that gathers what some people, by their id, read instead."""


def letter_facts(record: Any, outcome: Outcome, now: datetime) -> dict[str, str]:
    """Letter key → canonical text of its facts, for every letter that the move names.

    Of what was typed into the move's form the letters get what may go out, and nothing else. Who reads a letter
    otherwise than the others has it under the key of :func:`key_for`.
    """
    found = {}
    for letter in outcome.letters:
        found[letter.key] = to_json(WRITERS[letter.key](record, outcome, outcome.told, now))
        for user, facts in _for_some(letter.key, record, now).items():
            found[key_for(letter.key, user)] = to_json(facts)
    return found


def _for_some(key: str, record: Any, now: datetime) -> dict[int, Any]:
    return FOR_SOME[key](record, now) if key in FOR_SOME else {}


def facts_before_release(application: Application, now: datetime) -> tuple[str, Any] | None:
    """Key and facts of the Bescheid as it would be released now, for whoever reads it before that; None if none waits.

    Raises :class:`workflows.errors.MoveRefused` with what is still missing. Nothing is written.
    """
    day = day_of(now)
    reader = Actor("", frozenset({Role.LEAD}), NOBODY_KNOWN)
    machine = machine_of(application, reader, day)
    for move in machine.moves():
        papers = [letter.key for letter in law_of(move).letters if letter.paper]
        if papers and str(move.source) == application.stage and application.stage in DRAFTING:
            return papers[0], WRITERS[papers[0]](application, machine.perform(move.slug), {}, now)
    return None


def key_for(key: str, user: int) -> str:
    """Return the key under which a move keeps the facts of a letter for one person who reads other ones."""
    return f"{key}:{user}"


def to_json(facts: Any) -> str:
    """Return the canonical text of the facts: the same facts give the same text."""
    return encode(facts)


def from_json(key: str, text: str) -> Any:
    """Return the facts of letter ``key`` from their text, upgraded to today's version.

    Raises ``KeyError`` for an unknown letter and ``ValueError`` for a text that does not fit.
    """
    return decode(FACTS[key], key, text)
