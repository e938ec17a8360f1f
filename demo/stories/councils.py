"""The council bodies in the stories: what the office writes down from their minutes."""

from datetime import date
from decimal import Decimal

from demo.stories.deciding import Deciding


class InCouncil(Deciding):
    """From the recommendation to the decision of the council."""

    def hand_over(self, paper: str) -> None:
        """The office hands the case to the council bodies with a Drucksache."""
        self.move("hand_to_council", self.staff("geschaeftsstelle"), paper=paper)

    def advised(self, held_on: date, votes: str) -> None:
        """The advising committee voted."""
        self.wait(held_on)
        self.move("record_council_advice", self.staff("geschaeftsstelle"), 12, held_on=held_on, votes=votes)

    def put_off_in_council(self, held_on: date, reason: str) -> None:
        """A council body put the case off."""
        self.wait(held_on)
        self.move(
            "record_council_deferral", self.staff("geschaeftsstelle"), 12, held_on=held_on, reason=reason
        )

    def approved(self, resolved_on: date, votes: str, amount: Decimal | None = None) -> None:
        """The deciding body agreed, to all that was asked for or to a lower ``amount`` (EUR)."""
        self.wait(resolved_on)
        move = "request_adapted_plan" if amount else "record_council_approval"
        said = {"resolved_on": resolved_on, "votes": votes, "amount": amount or self.case.requested}
        self.move(move, self.staff("geschaeftsstelle"), 14, **said)

    def refused_by_council(self, resolved_on: date, votes: str) -> None:
        """The deciding body said no."""
        self.wait(resolved_on)
        said = {"resolved_on": resolved_on, "votes": votes}
        self.move("record_council_refusal", self.staff("geschaeftsstelle"), 14, **said)

    def rank(self, rank: int) -> None:
        """The body puts the case on the reserve list of its round."""
        self.move("put_on_reserve_list", self.staff("geschaeftsstelle"), 18, rank=rank)

    def present_results(self) -> None:
        """The results were shown in public."""
        self.move("record_presentation", self.staff("geschaeftsstelle"), presented_on=self.day)
