"""Facts for the tests of the letters after the award: one ordinary sample a kind. Read by ``letter_samples``."""

from datetime import date
from decimal import Decimal
from typing import Any

from grants import letter_facts as facts
from grants import letter_facts_later as later


def samples(common: dict[str, Any], mail: dict[str, Any], remedy: facts.Remedy) -> dict[str, Any]:
    """Sample name → facts, with the parts that all samples share."""
    account = facts.Account(
        owner="Stadtkasse der Landeshauptstadt Hannover",
        iban="DE36000000000000000000",
        bic="BSPLDEHHXXX",
        bank="Beispielbank Hannover (erfunden)",
    )
    claim: dict[str, Any] = {
        **common,
        "decision_on": date(2026, 7, 13),
        "ground": "Mittel nicht für den Zweck verwendet (§ 49 Abs. 3 Satz 1 Nr. 1 VwVfG)",
        "granted": Decimal("3900.00"),
        "reasons": ("Die Ausgaben waren geringer als geplant. Sparsamkeit geht hier vor.",),
        "heard_on": date(2027, 7, 5),
        "remedy": remedy,
    }
    refund = claim | {
        "paid": Decimal("3900.00"),
        "amount": Decimal("1200.00"),
        "due": date(2027, 9, 20),
        "answered_on": date(2027, 7, 19),
        "known_on": date(2027, 7, 1),
        "limit": date(2028, 7, 1),
        "account": account,
        "parts": (
            later.RefundPart(paid_on=date(2027, 1, 11), amount=Decimal("900.00")),
            later.RefundPart(paid_on=date(2026, 9, 14), amount=Decimal("300.00")),
        ),
    }
    line = later.InterestLine(
        start=date(2026, 9, 14),
        end=date(2026, 12, 31),
        days=109,
        amount=Decimal("300.00"),
        percent=Decimal("6.27"),
        interest=Decimal("5.62"),
    )
    interest = {"interest": Decimal("50.01"), "bears_interest": True, "sheet": (line,)}
    change: dict[str, Any] = {
        **common,
        "decision_on": date(2026, 7, 13),
        "filed_on": date(2026, 10, 1),
        "granted": True,
        "subject": "Kosten- und Finanzierungsplan (Umschichtung)",
        "wish": "Mehr für Honorare, weniger für Druck.",
        "reasons": ("Der Zweck bleibt gewahrt.",),
        "remedy": remedy,
    }
    refused_call: dict[str, Any] = {
        **common,
        "decision_on": date(2026, 7, 13),
        "call_number": 2,
        "filed_on": date(2026, 10, 1),
        "amount": Decimal("900.00"),
        "need": ("Eine Tonanlage und die Bewirtung des Sommerfestes 2027",),
        "granted": Decimal("3900.00"),
        "paid": Decimal("0.00"),
        "use_within_months": 2,
        "reasons": (
            "Die Tonanlage ist nicht Teil des bewilligten Finanzierungsplans.",
            "Das Sommerfest liegt mehr als zwei Monate nach der Auszahlung.",
        ),
        "remedy": remedy,
    }
    return {
        "anhoerung": later.Anhoerung(
            **common,
            decision_on=date(2026, 7, 13),
            ground=claim["ground"],
            statement=("Nach dem Verwendungsnachweis wurden nur 2.700,00 € gebraucht.",),
            granted=Decimal("3900.00"),
            paid=Decimal("3900.00"),
            intended=Decimal("1200.00"),
            due=date(2027, 8, 2),
        ),
        "rueckforderungsbescheid": later.Rueckforderungsbescheid(**refund, **interest),
        "rueckforderungsbescheid-ganz": later.Rueckforderungsbescheid(
            **refund | {"amount": Decimal("3900.00"), "answered_on": None}
        ),
        "widerrufsbescheid": later.Widerrufsbescheid(**claim),
        "mahnung": later.Mahnung(
            **common,
            claimed_on=date(2027, 8, 9),
            owed=Decimal("1250.01"),
            was_due=date(2027, 9, 20),
            due=date(2027, 10, 11),
            account=account,
            bears_interest=True,
        ),
        "berichtigung": later.Berichtigung(
            **common, decision_on=date(2026, 7, 13), wrong="3.090,00 €", right="3.900,00 €"
        ),
        "aenderungsbescheid": later.Aenderungsbescheid(
            **change, shift=Decimal("300.00"), from_label="Druck", to_label="Honorare"
        ),
        "aenderungsbescheid-verlaengerung": later.Aenderungsbescheid(
            **change | {"subject": "Verlängerung des Bewilligungszeitraums"},
            old_ends=date(2027, 3, 15),
            new_ends=date(2027, 6, 30),
        ),
        "aenderungsbescheid-abgelehnt": later.Aenderungsbescheid(**change | {"granted": False}),
        "abrufablehnung": later.Abrufablehnung(**refused_call),
        "abrufablehnung-danach": later.Abrufablehnung(**refused_call | {"paid": Decimal("1850.50")}),
        "frist_verlaengert": facts.Sachstand(
            **mail,
            state="Anhörung",
            lines=("Sie haben mehr Zeit für Ihre Antwort auf die Anhörung (§ 31 Abs. 7 VwVfG).",),
            next_on=date(2027, 8, 16),
        ),
        **{
            key: facts.Sachstand(**mail, state=state, lines=(said,))
            for key, state, said in (
                ("anhoerung_beendet", "Abgeschlossen", "Aus ihr folgt keine Rückforderung."),
                ("erstattung_erledigt", "Abgeschlossen", "Es ist nichts mehr zu zahlen."),
                ("zwischennachweis_geprueft", "Zwischennachweis anerkannt", "Vielen Dank für den Bericht."),
            )
        },
    }
