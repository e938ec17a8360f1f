"""The cases of the demonstration: what somebody finds who signs in, in every stage that the fund uses."""

from datetime import date
from decimal import Decimal
from functools import partial

from demo.seed.ground import POT, DemoGround, terms_of
from demo.stories.ground import fill_pot, open_round
from demo.stories.sittings import invite, plan_sitting
from demo.stories.steps import Story
from grants.models import Sitting
from workflows.rules.deadlines import next_working_day
from workflows.stages import RESOLVED, Stage

OURS = "Nachbarschaftshilfe Beispiel e. V."
BOTH = "Zwei Ufer Beispiel e. V."


def early(demo: DemoGround) -> None:
    """From the first talk to the expert check, in the round that is open now."""
    now = demo.current
    story = demo.story(now, -6, OURS, "Sprachcafé im Stadtteiltreff", 3200)
    demo.go(Stage.CONSULTATION, story, story.consult)

    story = demo.story(now, -9, OURS, "Kochen ohne Grenzen", 4000)
    demo.go(Stage.DRAFT, story, story.consult, story.draft)

    story = demo.story(now, -8, BOTH, "Bücherkoffer in zwölf Sprachen", 5600, signatures=2)
    demo.go(Stage.DRAFT, story, story.consult, story.draft)

    story = demo.story(now, -4, "Radwerkstatt Beispiel e. V.", "Fahrradwerkstatt für alle", 4800)
    hello = "Guten Tag, unsere Projektleitung ist bis Freitag im Urlaub. Bitte schreiben Sie uns hier."
    demo.go(Stage.SUBMITTED, story, story.apply, partial(story.talk, hello))

    checked = demo.story(now, -7, "Chor Beispiel e. V.", "Singen über den Zaun", 2900)
    demo.go(Stage.FORMAL_CHECK, checked, checked.apply, checked.take_over)

    asked = demo.story(now, -8, OURS, "Nachbarschaftsfest am Brunnen", 4500)
    demo.go(
        Stage.DOCUMENTS_REQUESTED,
        asked,
        asked.apply,
        asked.take_over,
        partial(asked.request_documents, "Nachweis der Vertretungsberechtigung"),
        partial(asked.talk, "Der Auszug aus dem Vereinsregister reicht als Nachweis.", "sachbearbeitung"),
        partial(
            asked.talk, "Beim letzten Antrag lag der Auszug schon vor.", "sachbearbeitung", internal=True
        ),
    )

    expert = demo.story(now, -10, "Lernpaten Beispiel e. V.", "Mathe macht Mut", 6400)
    demo.go(Stage.EXPERT_CHECK, expert, expert.apply, expert.take_over, expert.complete, expert.write_memo)

    left = demo.story(now, -12, "Filmklub Beispiel", "Kino im Hof", 3000, kind="initiative")
    demo.go(
        Stage.WITHDRAWN, left, left.apply, partial(left.withdraw, "Der Hof steht nicht mehr zur Verfügung.")
    )

    ended = demo.story(now, -13, "Wandergruppe Beispiel", "Wege der Stadt", 1500, kind="initiative")
    reason = "Der Antrag ging doppelt ein und wird unter dem anderen Aktenzeichen bearbeitet."
    demo.go(Stage.DISCONTINUED, ended, ended.apply, partial(ended.discontinue, reason))


def next_sittings(demo: DemoGround) -> None:
    """One sitting that is planned, and one in some days whose members have their papers."""
    coming = [
        demo.story(demo.current, -14, OURS, "Garten der Kulturen", 7200),
        demo.story(demo.current, -15, "Theaterwerk Beispiel e. V.", "Bühne frei für Großeltern", 9000),
        demo.story(demo.current, -13, BOTH, "Fährmann, hol über", 5200, signatures=2),
    ]
    far = demo.story(demo.current, -12, "Schachfreund*innen Beispiel e. V.", "Schach verbindet", 1800)
    for story in (*coming, far):
        demo.go(Stage.READY_FOR_SITTING, story, story.apply, story.check)
    soon = _plan(demo, 9, "soon")
    for story in coming:
        demo.attempt(story, partial(story.put_to, soon))
    invite(demo.tale.ground, soon, demo.day)
    biased = demo.tale.ground.seats[3]
    demo.attempt(coming[1], lambda: coming[1].leave(biased, "Vorstandsmitglied des antragstellenden Vereins"))
    later = _plan(demo, 40, "later")
    demo.attempt(far, partial(far.put_to, later))


def _plan(demo: DemoGround, days: int, key: str) -> Sitting:
    return plan_sitting(demo.tale.ground, demo.on(days), now=demo.moment(-10), key=f"demo:{key}")


def decided(demo: DemoGround) -> None:
    """What the last sitting decided, and what became of it; and a sitting that is open now."""
    go, money = demo.go, Decimal(4000)
    titles = {
        Stage.ENDORSED: ("Kulturcafé Beispiel e. V.", "Teestunde der Talente"),
        Stage.DECLINED: ("Modellbau Beispiel e. V.", "Kleine Stadt, große Träume"),
        Stage.PLAN_ADJUSTMENT: (OURS, "Straßenfest der Sprachen"),
        Stage.AWARD_DRAFTED: ("Mädchentreff Beispiel e. V.", "Starke Stimmen"),
        Stage.REFUSAL_DRAFTED: ("Reisegruppe Beispiel", "Auf Spuren der Hanse"),
        Stage.AWARDED: (OURS, "Repariercafé"),
        Stage.REFUSED: ("Tanzkreis Beispiel e. V.", "Tanz in den Mai"),
        Stage.FINAL: ("Leseclub Beispiel e. V.", "Vorlesepat*innen"),
        Stage.WAIVED: ("Werkhof Beispiel e. V.", "Holz und Heimat"),
        Stage.DEFERRED: ("Musikschule Beispiel e. V.", "Orchester der Nachbarn"),
    }
    stories = {
        stage: demo.story(demo.last, -100, organisation, title, int(money))
        for stage, (organisation, title) in titles.items()
    }
    for story in stories.values():
        demo.attempt(story, story.apply, story.check)
    lowered = {titles[Stage.PLAN_ADJUSTMENT][1]: Decimal(3200)}
    listed = [story for story in stories.values() if demo.alive(story)]
    items = demo.tale.sit(demo.on(-21), listed, invited_on=demo.on(-33), amounts=lowered, key="last")
    votes = {Stage.DECLINED: (1, 3, 1), Stage.REFUSAL_DRAFTED: (2, 2, 1), Stage.REFUSED: (0, 4, 1)}
    for story, item in zip(listed, items, strict=True):
        stage = next(stage for stage, told in stories.items() if told is story)
        if stage == Stage.DEFERRED:
            demo.attempt(
                story,
                partial(
                    story.defer,
                    item,
                    "Es fehlen Angaben zu den Proberäumen.",
                    "Bitte nennen Sie die Proberäume.",
                ),
            )
        else:
            demo.attempt(story, partial(story.vote, item, *votes.get(stage, (4, 0, 1))))
    demo.tale.rise(items[0].sitting)
    for stage in [*sorted(RESOLVED), Stage.DEFERRED]:
        go(stage, stories[stage])
    _after_the_vote(demo, stories)
    _sitting_now(demo)


def _after_the_vote(demo: DemoGround, stories: dict[Stage, Story]) -> None:
    no = "Der Arbeitsausschuss hat den Antrag nicht angenommen. Das Budget der Runde ist begrenzt."
    go, day = demo.go, demo.on
    lowered = stories[Stage.PLAN_ADJUSTMENT]
    go(Stage.PLAN_ADJUSTMENT, lowered, partial(lowered.wait, day(-9)), lowered.request_adapted_plan)
    drafted = stories[Stage.AWARD_DRAFTED]
    go(Stage.AWARD_DRAFTED, drafted, partial(drafted.wait, day(-5)), drafted.draft_award)
    refusing = stories[Stage.REFUSAL_DRAFTED]
    go(
        Stage.REFUSAL_DRAFTED,
        refusing,
        partial(refusing.wait, day(-5)),
        partial(refusing.draft_refusal, no),
    )
    refused = stories[Stage.REFUSED]
    go(
        Stage.REFUSED,
        refused,
        partial(refused.wait, day(-16)),
        partial(refused.draft_refusal, no),
        refused.workday,
        refused.send_refusal,
    )
    awarded, final, waived = stories[Stage.AWARDED], stories[Stage.FINAL], stories[Stage.WAIVED]
    for story in (awarded, final, waived):
        demo.attempt(story, partial(story.wait, day(-14)), story.draft_award, story.workday, story.send_award)
    go(Stage.AWARDED, awarded)
    go(
        Stage.WAIVED,
        waived,
        waived.workday,
        partial(waived.waive_grant, "Wir haben eine andere Förderung bekommen."),
    )
    go(
        Stage.FINAL,
        final,
        final.workday,
        final.waive_remedies,
        final.workday,
        partial(final.call_funds, Decimal(1500)),
    )


def _sitting_now(demo: DemoGround) -> None:
    """A sitting that is open, with one item called up, its ballot open, and one still to come."""
    called = demo.story(demo.last, -95, "Radio Beispiel e. V.", "Stimmen aus dem Viertel", 6000)
    waiting = demo.story(demo.last, -94, "Nähstube Beispiel e. V.", "Stoff für Gespräche", 2400)
    for story in (called, waiting):
        demo.attempt(story, story.apply, story.check)
    item, _ = demo.tale.sit(demo.day, [called, waiting], invited_on=demo.on(-12), key="now")
    seats = demo.tale.ground.seats
    demo.go(
        Stage.IN_SITTING,
        called,
        partial(called.call_up, item),
        partial(called.vote_early, item, seats[3], "yes"),
        partial(called.vote_early, item, seats[4], "abstained"),
    )


def granted(demo: DemoGround) -> None:
    """Projects that were granted last year: running, proving, closed; calls for funds in every stage."""
    starts = demo.old.earliest_start
    days = {"begins": starts, "ends": demo.on(60)}
    over = {"begins": starts, "ends": demo.on(-40)}
    running = demo.story(demo.old, -520, OURS, "Mittagstisch der Generationen", 4800, **days)
    alone = demo.story(
        demo.old, -519, "Alex Beispiel", "Spielenachmittage in der Unterkunft", 1200, kind="person", **days
    )
    due = demo.story(demo.old, -518, OURS, "Deutsch im Alltag", 4200, **over)
    review = demo.story(demo.old, -517, BOTH, "Erinnerungen am Fluss", 4600, signatures=2, **over)
    question = demo.story(
        demo.old, -516, "Sportfreund*innen Beispiel e. V.", "Ringen um Respekt", 3900, **over
    )
    closed = demo.story(demo.old, -515, "Backstube Beispiel e. V.", "Brot der Welt", 2800, **over)
    stories = [running, alone, due, review, question, closed]
    for story in stories:
        demo.attempt(story, story.apply, story.check)
    items = demo.tale.sit(demo.on(-450), stories, invited_on=demo.on(-462), key="old")
    for story, item in zip(stories, items, strict=True):
        demo.attempt(
            story, partial(story.vote, item, 5, 0, 0), story.workday, story.draft_award, story.workday
        )
        demo.attempt(story, story.release_award)
    demo.tale.rise(items[0].sitting)
    demo.tale.settle()
    for story in stories:
        demo.attempt(story, story.dispatch_award, partial(story.clock, demo.on(-380)))
        demo.attempt(story, partial(story.pay, story.paper.grant / 4))
    _calls(demo, running)
    demo.go(Stage.RUNNING, alone)
    for story in (due, review, question, closed):
        demo.attempt(story, partial(story.wait, demo.on(-200)), partial(story.pay, story.paper.grant * 3 / 4))
        demo.attempt(story, partial(story.clock, demo.on(-38)))
    demo.go(Stage.PROOF_DUE, due, due.write_report)
    demo.go(Stage.PROOF_IN_REVIEW, review, partial(review.wait, demo.on(-12)), review.file_proof)
    demo.go(
        Stage.PROOF_INCOMPLETE,
        question,
        partial(question.wait, demo.on(-20)),
        question.file_proof,
        partial(question.wait, demo.on(-5)),
        partial(question.request_about_proof, "Bitte reichen Sie die Teilnahmelisten nach."),
    )
    demo.go(Stage.CLOSED, closed, partial(closed.wait, demo.on(-30)), closed.prove)


def _calls(demo: DemoGround, story: Story) -> None:
    """A paid call is there; one that was returned, one refused, one certified, one ordered, one just filed."""

    def returned() -> None:
        call = story.call_funds(Decimal(900))
        story.workday()
        story.on_call(
            call, "return_call", "feststellung", 9, reason="Bitte nennen Sie die Rechnungen einzeln."
        )

    def refused() -> None:
        call = story.call_funds(Decimal(850))
        story.workday()
        story.refuse(call, "Eine Tonanlage gehört nicht zum bewilligten Finanzierungsplan.")

    def ordered() -> None:
        call = story.call_funds(Decimal(700))
        story.certify(call)
        story.order(call)

    demo.go(
        Stage.RUNNING,
        story,
        partial(story.wait, demo.on(-14)),
        returned,
        story.workday,
        refused,
        story.workday,
        ordered,
        lambda: story.certify(story.call_funds(Decimal(650))),
        partial(story.call_funds, Decimal(400)),
        partial(story.talk, "Die zweite Rate kommt in den nächsten Tagen.", "sachbearbeitung"),
    )


def long_ago(demo: DemoGround) -> None:
    """An application that was withdrawn so long ago that its file has been archived."""
    year = demo.day.year - 4
    call = open_round(
        f"Kleinprojekte {year} (Vorführung)",
        terms_of(date(year, 9, 1)),
        date(year, 8, 1),
        date(year, 11, 30),
        pot=fill_pot(year, Decimal(50_000), POT),
        earliest_start=date(year, 12, 1),
        latest_end=date(year + 1, 12, 31),
    )
    story = demo.story(call, 0, "Märchenkreis Beispiel e. V.", "Tausend und ein Abend", 2000)
    story.day = next_working_day(date(year, 9, 1))
    demo.go(
        Stage.ARCHIVED,
        story,
        story.apply,
        partial(story.withdraw, "Wir haben uns aufgelöst."),
        partial(story.clock, demo.day),
    )
