"""Im Gremium: an item of a sitting is called up and put off (T10, T11)."""

from workflows.effects import Effects, Opening
from workflows.letters import Letter
from workflows.machine import Programme, move
from workflows.meaning import Meaning
from workflows.readers import Reader
from workflows.roles import Role
from workflows.rules.sitting import can_be_put_off, can_still_resolve, item_is_listed, not_on_reserve_list
from workflows.stages import Stage

SACHSTAND = Letter("sachstand", document=False)


class Sitting(Programme):
    """A case comes before the body and may be put off to the next sitting."""

    @move(
        Stage.READY_FOR_SITTING,
        Stage.IN_SITTING,
        label="Punkt aufrufen",
        by={Role.CHAIR, Role.OFFICE},
        when=[item_is_listed],
        means={Meaning.IN_A_SITTING},
    )
    def open_item(self) -> Effects:
        return Effects()

    @move(
        Stage.IN_SITTING,
        Stage.DEFERRED,
        label="Vertagen",
        by={Role.CHAIR, Role.OFFICE},
        when=[can_be_put_off],
        letters=[SACHSTAND],
        aside=can_still_resolve,
        readers={"told": Reader.APPLICANT},
    )
    def defer(self, reason: str, told: str = "") -> Effects:
        return Effects(
            fields={"deferrals": self.case.deferrals + 1},
            open=[Opening("put_off", {"for_quorum": not can_still_resolve(self)})],
        )

    @move(
        Stage.DEFERRED,
        Stage.READY_FOR_SITTING,
        label="Wieder auf die Liste setzen",
        by={Role.OFFICE, Role.CHAIR},
        when=[not_on_reserve_list],
        reversible=True,
    )
    def relist(self) -> Effects:
        return Effects()
