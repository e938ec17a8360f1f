"""An open round for each fund of which the demonstration tells no story, so that somebody can apply there."""

from datetime import timedelta
from decimal import Decimal

from demo.seed.ground import DemoGround
from demo.stories.ground import fill_pot, open_round
from grants.models import Round
from workflows.programmes import PROGRAMMES


def others(demo: DemoGround) -> None:
    """A pot and a round under the newest guideline."""
    for slug, fund in PROGRAMMES.items():
        if Round.objects.filter(programme=slug).exists():
            continue
        opens, starts = demo.day - timedelta(days=30), demo.day + timedelta(days=90)
        open_round(
            f"{fund.title}: laufende Runde",
            fund.versions[-1].version,
            opens,
            demo.day + timedelta(days=60),
            pot=fill_pot(opens.year, Decimal(50_000), f"{fund.title} (Vorführung)", slug),
            earliest_start=starts,
            latest_end=starts + timedelta(days=700),
        )
        demo.announce(f"{fund.title}: laufende Runde")
