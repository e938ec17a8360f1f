"""Ratsgremien: the Internationaler Ausschuss advises, the deciding body of the Terms decides (T14–T16)."""

from datetime import date
from decimal import Decimal

from workflows.case import Case
from workflows.chapters.decision_notice import PLAN_ANPASSEN
from workflows.chapters.sitting import SACHSTAND
from workflows.effects import Booking, Effects, Opening
from workflows.law import Given, WholePaper
from workflows.letters import Letter
from workflows.machine import Decider, Programme, move
from workflows.readers import Reader
from workflows.roles import CLERKS
from workflows.rules import council, notice
from workflows.rules.deadlines import set_by_authority
from workflows.rules.ledger import free_all, reserve
from workflows.stages import Stage

RATSGREMIEN = Letter("ratsgremien", document=False)
DECIDED: list[Given] = [
    council.resolved_since_the_advice,
    council.votes_carry,
    council.money_is_held,
]


class Council(Programme):
    """A vote of ours is a recommendation here: the council bodies decide, and only their no ends the case."""

    decided_by = Decider.COUNCIL

    @move(
        Stage.ENDORSED,
        Stage.IN_COUNCIL,
        label="In die Ratsgremien geben",
        by=CLERKS,
        when=[notice.regime_is_confirmed, notice.counted_as_confirmed],
        given=[council.paper_is_named],
        letters=[RATSGREMIEN],
        readers={"paper": Reader.APPLICANT},
    )
    def hand_to_council(self, paper: str) -> Effects:
        return Effects(
            fields={"council_paper": paper.strip(), "council_on": self.today, "council_advised_on": None}
        )

    @move(
        Stage.IN_COUNCIL,
        label="Beratung des Ausschusses festhalten",
        by=CLERKS,
        once=council.not_advised,
        given=[council.held_since_the_paper, council.votes_are_written],
        readers={"votes": Reader.APPLICANT},
        whole_paper=WholePaper("Beratung des Ausschusses"),
    )
    def record_council_advice(self, held_on: date, votes: str) -> Effects:
        body = self.case.terms.advising_body
        return Effects(
            fields={"council_advised_on": held_on}, open=[_vote(body, held_on, votes, "advised", None)]
        )

    @move(
        Stage.IN_COUNCIL,
        Stage.AWARD_DRAFTED,
        label="Zustimmung der Ratsgremien festhalten",
        by=CLERKS,
        when=[council.committee_has_advised],
        given=[*DECIDED, council.as_requested],
        readers={"votes": Reader.APPLICANT},
        whole_paper=WholePaper("Zustimmung, wie empfohlen", recommended=True, lowered="request_adapted_plan"),
    )
    def record_council_approval(self, resolved_on: date, votes: str, amount: Decimal) -> Effects:
        return Effects(
            fields={"endorsed": amount},
            book=_hold(self.case, amount),
            open=[
                _vote(self.case.terms.deciding_body, resolved_on, votes, "approved", amount),
                Opening("draft", {"kind": "award", "amount": amount}),
            ],
        )

    @move(
        Stage.IN_COUNCIL,
        Stage.PLAN_ADJUSTMENT,
        label="Beschluss mit gesenktem Betrag festhalten",
        by=CLERKS,
        when=[council.committee_has_advised],
        given=[*DECIDED, council.less_than_requested],
        letters=[PLAN_ANPASSEN],
        readers={"votes": Reader.APPLICANT},
    )
    def request_adapted_plan(self, resolved_on: date, votes: str, amount: Decimal) -> Effects:
        due = set_by_authority(self.today, self.case.terms.adapted_plan_period)
        return Effects(
            fields={"endorsed": amount, "plan_due": due},
            book=_hold(self.case, amount),
            open=[_vote(self.case.terms.deciding_body, resolved_on, votes, "approved", amount)],
        )

    @move(
        Stage.IN_COUNCIL,
        label="Vertagung in den Ratsgremien festhalten",
        by=CLERKS,
        given=[council.held_since_the_paper],
        letters=[SACHSTAND],
        repeatable=True,
        aside=True,
        readers={"told": Reader.APPLICANT},
        whole_paper=WholePaper("Vertagung"),
    )
    def record_council_deferral(self, held_on: date, reason: str, told: str = "") -> Effects:
        terms = self.case.terms
        body = terms.deciding_body if self.case.council_advised_on else terms.advising_body
        return Effects(open=[_vote(body, held_on, "", "deferred", None)])

    @move(
        Stage.IN_COUNCIL,
        Stage.DECLINED,
        label="Ablehnung der Ratsgremien festhalten",
        by=CLERKS,
        when=[council.committee_has_advised],
        given=[council.resolved_since_the_advice, council.votes_refuse],
        aside=True,
        readers={"votes": Reader.APPLICANT},
        whole_paper=WholePaper("Ablehnung"),
    )
    def record_council_refusal(self, resolved_on: date, votes: str) -> Effects:
        return Effects(
            fields={"endorsed": None},
            book=free_all(self.case),
            open=[_vote(self.case.terms.deciding_body, resolved_on, votes, "refused", None)],
        )


def _vote(body: str, held_on: date, votes: str, result: str, amount: Decimal | None) -> Opening:
    said = {"body": body, "held_on": held_on, "votes": votes.strip(), "result": result, "amount": amount}
    return Opening("council_vote", said)


def _hold(case: Case, amount: Decimal) -> list[Booking]:
    """Bookings after which exactly ``amount`` is reserved for the case."""
    more = amount - case.reserved
    if more > 0:
        return [reserve(more)]
    return [Booking("budget", "reserved", -more)] if more < 0 else []
