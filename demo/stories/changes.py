"""Scenarios in which a running grant is changed, with a fictitious organisation: plan, period, interim proof."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from demo.stories import recovering as steps
from demo.stories.scenarios import DAY, running
from demo.stories.steps import Story
from demo.stories.telling import Telling, letter_of
from workflows.stages import Stage


def eighteen_months(tale: Telling) -> Story:
    """14: over the turn of the year: interim proof, a shift in the plan, eighteen months in the end, a call refused."""
    ends, later = date(2027, 4, 30), date(2027, 11, 30)
    story = running(
        tale,
        "Langer Atem Beispiel e. V.",
        "Ein Jahr Stadtteilchor",
        "6000",
        "2000",
        date(2026, 3, 26),
        ends=ends,
        signatures=2,
    )
    story.pay(Decimal(3000))
    lines = {line.category: line for line in story.case.project.plan_lines.filter(side="expense")}
    shift = {"from_line": lines["fees"], "to_line": lines["material"], "shift": Decimal(400)}
    change = steps.ask(
        story,
        "request_change",
        subject="plan",
        wish="Mehr Noten, weniger Honorare.",
        why="Der Verlag hat die Preise erhöht.",
        **shift,
    )
    steps.decide(
        story, change, "grant_change", "Der Zweck bleibt gewahrt; die Gesamtausgaben bleiben gleich."
    )
    lines["material"].refresh_from_db()
    tale.expect(story, "Material nach der Umschichtung", lines["material"].amount, Decimal(1200))
    story.clock(date(2027, 2, 1))
    steps.report_so_far(story, date(2026, 12, 31), "3800")
    wish = {"subject": "period", "wish": "Ende November 2027", "why": "Der Raum war zwei Monate gesperrt."}
    story.clock(ends)
    more = steps.ask(story, "request_extension", new_ends=later, **wish)
    decide = partial(steps.decide, story, more, "grant_extension", "Der Zweck wird so erreicht.")
    tale.refused(story, "der Haushaltsrest ist nicht geklärt", decide, "Haushaltsrest")
    steps.decide(story, more, "grant_extension", "Der Zweck wird so erreicht.", carried_over=True)
    bescheid = letter_of(story, "aenderungsbescheid")
    tale.expect(story, "neues Ende im Bescheid", (bescheid.old_ends, bescheid.new_ends), (ends, later))
    found = (story.case.period_ends, story.case.wake_on)
    tale.expect(story, "die Uhr wacht erst danach auf", found, (later, later + DAY))
    story.workday()
    call = story.call_funds(Decimal(3000))
    pay = partial(story.pay, Decimal(3000))
    tale.refused(story, "alles ist schon abgerufen", pay, "schon ganz abgerufen")
    story.refuse(call, "Der Abruf nennt keine Rechnung, die in den nächsten zwei Monaten fällig ist.")
    bescheid = letter_of(story, "abrufablehnung")
    tale.expect(
        story, "abgelehnt im Bescheid", (bescheid.amount, bescheid.paid), (call.amount, Decimal(3000))
    )
    story.workday()
    pay()
    story.clock(later + DAY)
    tale.expect(story, "Nachweis fällig am", story.case.proof_due, date(2028, 5, 31))
    story.workday(20)
    story.prove()
    tale.expect(story, "Ende", (story.case.stage, story.case.outcome), (Stage.CLOSED, "settled"))
    return story


CHANGES: dict[str, Callable[[Telling], Story]] = {
    "14: Zwischennachweis, Umschichtung, Verlängerung auf 18 Monate": eighteen_months,
}
"""German heading → scenario; the number is that of the list in the description of the example projects."""
