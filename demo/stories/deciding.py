"""Gremium, Bescheid and remedies: what the body, the office and the lead do."""

from decimal import Decimal

from demo.stories.applying import Applying
from demo.stories.ground import seats_of
from demo.stories.paper import Paper
from grants.actions.desk import save_draft
from grants.actions.sittings import cast, close_ballot, exclude, list_item, open_ballot
from grants.models import Item, Seat, Sitting


class Deciding(Applying):
    """From the agenda to a Bescheid that stands."""

    # Gremium

    def put_to(self, sitting: Sitting, amount: Decimal | None = None) -> Item:
        """Put the case on an agenda, once."""
        known = Item.objects.filter(application=self.case, sitting=sitting).first()
        return known or list_item(
            self.case,
            sitting,
            by=self.staff("geschaeftsstelle"),
            amount=amount or self.paper.grant,
            motion=f"„{self.paper.title}“ wird gefördert.",
            now=self.now(),
        )

    def leave(self, seat: Seat, reason: str) -> None:
        """A member declares bias and takes no part in the case (§ 41 NKomVG)."""
        self.write(exclude, seat, reason, by=seat.user)

    def call_up(self, item: Item) -> None:
        """The item is called up on the day of its sitting and the ballot is open."""
        self.day = item.sitting.held_on
        self.move("open_item", self.staff("geschaeftsstelle"), 18)
        item.refresh_from_db()
        if item.opened_at is None:
            open_ballot(item, by=self.staff("geschaeftsstelle"), now=self.now(18))
        item.refresh_from_db()

    def count(self, item: Item, yes: int, no: int, abstained: int) -> Item:
        """The members vote in the order of their seats, then the ballot is closed."""
        if item.closed_at is None:
            choices = ["yes"] * yes + ["no"] * no + ["abstained"] * abstained
            for seat, choice in zip(self._voting(item), choices, strict=False):
                cast(item, choice, by=seat.user, now=self.now(18))
            item = close_ballot(item, by=self.staff("geschaeftsstelle"), now=self.now(18))
        return item

    def vote_early(self, item: Item, seat: Seat, choice: str) -> None:
        """One member votes, the ballot stays open."""
        if item.closed_at is None and not item.ballots.filter(seat=seat).exists():
            cast(item, choice, by=seat.user, now=self.now(18))

    def _voting(self, item: Item) -> list[Seat]:
        present = set(item.sitting.presences.filter(left_at=None).values_list("seat_id", flat=True))
        biased = set(self.case.exclusions.values_list("seat__user", flat=True))
        seats = seats_of(item.sitting.body)
        return [seat for seat in seats if seat.pk in present and seat.user_id not in biased]

    def vote(self, item: Item, yes: int, no: int, abstained: int) -> None:
        """Call the item up, vote, close, and note what the body resolved."""
        self.call_up(item)
        item = self.count(item, yes, no, abstained)
        office = self.staff("geschaeftsstelle")
        if item.carried:
            self.move("endorse", office, 18, amount=item.amount)
        else:
            self.move("decline", office, 18)

    def defer(self, item: Item, reason: str, told: str = "") -> None:
        """Call the item up and put it off; ``reason`` is for the file, ``told`` for the applicant."""
        self.call_up(item)
        self.move("defer", self.staff("geschaeftsstelle"), 18, reason=reason, told=told)

    def relist(self) -> None:
        """The office puts a deferred case back on the list."""
        self.move("relist", self.staff("geschaeftsstelle"))

    # Bescheid

    def draft_award(self, reasons: str = "") -> None:
        """The caseworker drafts the award."""
        self.move("draft_award", self.staff("sachbearbeitung"))
        self.write_award(reasons)

    def write_award(self, reasons: str = "", **more: str) -> None:
        """The text of the award."""
        fields = {
            "purpose": f"Zwölf offene Treffen „{self.paper.title}“ im Stadtteil, mit Anleitung und Material.",
            "duties": "Laden Sie die Ansprechperson der Stadt zum Abschluss des Vorhabens ein.",
            "reasons": reasons or "Das Vorhaben dient den Zielen des Programms.",
            "period_begins": self.paper.begins,
            "period_ends": self.paper.ends,
            **more,
        }
        self.write(save_draft, fields, by=self.staff("sachbearbeitung"))

    def request_adapted_plan(self) -> None:
        """The body gave less: the applicant is asked for a plan that fits."""
        self.move("request_adapted_plan", self.staff("sachbearbeitung"))

    def adapt(self, paper: Paper) -> None:
        """The applicant sends the adapted plan of ``paper``."""
        self.plan(paper)
        self.countersign()
        self.move("confirm_adapted_plan", self.applicant)

    def release_award(self) -> None:
        """The lead releases the award."""
        self.move("release_award", self.staff("leitung"), 11)

    def dispatch_award(self) -> None:
        """The office posts the printed award today."""
        self.move("dispatch_award", self.staff("geschaeftsstelle"), 15, posted_on=self.day)

    def send_award(self) -> None:
        """Release by the lead, the post office makes the PDF, the office posts it the same day."""
        self.release_award()
        self.settle()
        self.dispatch_award()

    def write_refusal(self, reasons: str) -> None:
        """The text of the refusal."""
        self.write(save_draft, {"reasons": reasons}, by=self.staff("sachbearbeitung"))

    def draft_refusal(self, reasons: str) -> None:
        """The caseworker drafts the refusal that follows from the vote."""
        self.move("draft_refusal", self.staff("sachbearbeitung"))
        self.write_refusal(reasons)

    def propose_refusal(self, reasons: str) -> None:
        """The caseworker proposes a refusal without the body, because the application cannot be granted."""
        self.move("propose_refusal", self.staff("sachbearbeitung"), reason=reasons)
        self.write_refusal(reasons)

    def send_refusal(self) -> None:
        """Release by the lead, the PDF is made, the office posts it the same day."""
        self.move("release_refusal", self.staff("leitung"), 11)
        self.settle()
        self.move("dispatch_refusal", self.staff("geschaeftsstelle"), 15, posted_on=self.day)

    # Rechtsbehelfe

    def waive_remedies(self) -> None:
        """The signed waiver comes in and is accepted."""
        self.attach("Rechtsbehelfsverzicht.pdf", "verzicht")
        self.move("accept_waiver_of_remedies", self.staff("sachbearbeitung"), received_on=self.day)

    def sue(self, scope: str = "grant") -> None:
        """A suit reached the court today, and the lead notes it."""
        self.move("record_lawsuit", self.staff("leitung"), filed_on=self.day, scope=scope)

    def end_suit(self) -> None:
        """The suit ended today."""
        self.move("close_lawsuit", self.staff("leitung"), ended_on=self.day)

    def waive_grant(self, reason: str) -> None:
        """The recipient gives the grant back before anything was paid."""
        self.countersign(ending=True)
        self.move("waive_grant", self.applicant, reason=reason)
