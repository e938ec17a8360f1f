"""Wettbewerb: a body recommends, and what it cannot pay waits on the reserve list of the round (X12)."""

from decimal import Decimal

from workflows.effects import Effects
from workflows.letters import Letter
from workflows.machine import Programme, move
from workflows.roles import CONDUCT
from workflows.rules import competition, sitting
from workflows.rules.ledger import reserve
from workflows.stages import Stage

NACHRUECKLISTE = Letter("nachrueckliste", document=False)


class Competition(Programme):
    """Cases of one round compete: the body recommends some, ranks others, and says no to the rest."""

    keeps_reserve_list = True

    @move(
        Stage.IN_SITTING,
        Stage.ENDORSED,
        label="Förderung empfehlen",
        by=CONDUCT,
        when=[sitting.resolution_carried],
        given=[
            sitting.within_request,
            sitting.as_resolved,
            sitting.within_pot,
            competition.within_measure,
        ],
        warn=[sitting.money_holds_motion],
    )
    def endorse(self, amount: Decimal) -> Effects:
        return Effects(fields={"endorsed": amount}, book=[reserve(amount)])

    @move(
        Stage.IN_SITTING,
        Stage.DECLINED,
        label="Förderung nicht empfehlen",
        by=CONDUCT,
        when=[sitting.resolution_failed],
    )
    def decline(self) -> Effects:
        return Effects()

    @move(
        Stage.IN_SITTING,
        Stage.DEFERRED,
        label="Auf die Nachrückliste setzen",
        by=CONDUCT,
        when=[sitting.resolution_carried, competition.money_is_lacking],
        given=[competition.rank_is_free],
        letters=[NACHRUECKLISTE],
        aside=True,
    )
    def put_on_reserve_list(self, rank: int) -> Effects:
        return Effects(fields={"reserve_rank": rank})

    @move(
        Stage.DEFERRED,
        Stage.READY_FOR_SITTING,
        label="Nachrücken lassen",
        by=CONDUCT,
        when=[
            competition.on_reserve_list,
            competition.first_on_reserve_list,
            competition.money_has_come,
        ],
        aside=True,
    )
    def move_up(self) -> Effects:
        return Effects(fields={"reserve_rank": None})

    @move(
        Stage.DEFERRED,
        Stage.DECLINED,
        label="Nachrückliste auflösen",
        by=CONDUCT,
        when=[competition.on_reserve_list],
        aside=True,
    )
    def leave_reserve_list(self) -> Effects:
        return Effects(fields={"reserve_rank": None})
