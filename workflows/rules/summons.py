"""What must hold before a sitting is summoned, opened and closed."""

from workflows.machine import Machine
from workflows.period import Casus, Inflected, Period, Unit
from workflows.rules.voting import needed, regime_of
from workflows.sentence import Listed
from workflows.verdict import Verdict


def agenda_is_filled(machine: Machine) -> Verdict:
    """Nobody is invited to an empty agenda."""
    return Verdict(machine.case.items > 0, "Die Tagesordnung ist noch leer.")


def summoned_in_time(machine: Machine) -> Verdict:
    """The summons keeps the invitation period of the body's rules; exactly the period is in time."""
    facts = machine.case
    lead = (facts.held_on - machine.today).days
    return Verdict(
        lead >= facts.invitation_days,
        "Die Einladungsfrist beträgt {period}; die Sitzung ist schon am {held_on}.",
        period=Inflected(Period(facts.invitation_days, Unit.DAYS), Casus.ACCUSATIVE),
        held_on=facts.held_on,
    )


def day_has_come(machine: Machine) -> Verdict:
    """A sitting opens on its day, not before."""
    held_on = machine.case.held_on
    return Verdict(machine.today >= held_on, "Die Sitzung ist am {held_on}.", held_on=held_on)


def somebody_is_present(machine: Machine) -> Verdict:
    """Presence is recorded before the sitting opens."""
    return Verdict(machine.case.present > 0, "Bitte erfassen Sie zuerst die Anwesenheit.")


def quorum_is_there(machine: Machine) -> Verdict:
    """Whether the body is quorate is stated at the opening (§ 65 Abs. 1 NKomVG, § 90 Abs. 1 VwVfG)."""
    facts = machine.case
    enough, law = needed(facts.regime, facts.seats), regime_of(facts.regime).quorum_law
    return Verdict(
        facts.present >= enough,
        "Nicht beschlussfähig: {present} von {seats} Mitgliedern sind da, nötig sind {enough} ({law}). "
        "Wenn noch jemand kommt, warten Sie mit der Eröffnung. Wird jetzt eröffnet, kann das Gremium nur über "
        "Punkte beschließen, zu denen es ein zweites Mal geladen ist; alle anderen werden vertagt.",
        present=facts.present,
        seats=facts.seats,
        enough=enough,
        law=law,
    )


def every_item_is_dealt_with(machine: Machine) -> Verdict:
    """Every item was resolved or put off."""
    left = machine.case.items_open
    return Verdict(not left, "Noch ohne Ergebnis: {left}.", left=Listed(left))
