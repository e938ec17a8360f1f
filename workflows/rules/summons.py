"""What must hold before a sitting is summoned, opened and closed."""

from workflows.machine import Machine, Verdict


def agenda_is_filled(machine: Machine) -> Verdict:
    """Nobody is invited to an empty agenda."""
    return Verdict(machine.case.items > 0, "Die Tagesordnung ist noch leer.")


def summoned_in_time(machine: Machine) -> Verdict:
    """The summons keeps the invitation period of the body's rules; exactly the period is in time."""
    facts = machine.case
    lead = (facts.held_on - machine.today).days
    return Verdict(
        lead >= facts.invitation_days,
        f"Die Einladungsfrist beträgt {facts.invitation_days} Tage; bis zur Sitzung sind es noch {lead}.",
    )


def day_has_come(machine: Machine) -> Verdict:
    """A sitting opens on its day, not before."""
    held_on = machine.case.held_on
    return Verdict(machine.today >= held_on, f"Die Sitzung ist am {held_on:%d.%m.%Y}.")


def somebody_is_present(machine: Machine) -> Verdict:
    """Presence is recorded before the sitting opens."""
    return Verdict(machine.case.present > 0, "Bitte erfassen Sie zuerst die Anwesenheit.")


def every_item_is_dealt_with(machine: Machine) -> Verdict:
    """Every item was resolved or put off."""
    left = machine.case.items_open
    return Verdict(not left, "Noch ohne Ergebnis: " + ", ".join(left) + ".")
