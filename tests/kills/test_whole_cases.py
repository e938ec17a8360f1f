"""Whole cases while every part of the house is killed in turn (G2); the control is a house whose mails have faults."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from tests.kills.cases import Office, faults, lay
from tests.kills.house import House
from tests.kills.kills import Kills

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PARTS = ["web", "web worker", "worker", "mailer", "beat", "redis", "postgres", "smtp"]
SOAK = pytest.param((10, 6), marks=pytest.mark.soak, id="soak")
AT_MAILS = ["mailer", "smtp", "smtp"]
REQUESTS, MAILS = 30, 5
"""A case takes at least so many requests and mails."""


@pytest.mark.parametrize("measure", [pytest.param((1, 1), id="share"), SOAK])
def test_every_letter_and_payment_goes_out_once_whatever_is_killed(
    open_house: Callable[..., House], measure: tuple[int, int], tmp_path: Path
) -> None:
    cases, times = measure
    laid = lay(cases, timezone.localdate())
    house = open_house()
    kills = Kills(house, seed=2)
    kills.plan(PARTS * times, cases * REQUESTS, mails=AT_MAILS * times, most_mails=cases * MAILS)
    office = Office(house, laid, sent=kills.request)
    house.start()
    office.run()
    with house.database():
        assert faults(office, tmp_path / "media") == []
        office.bank.paid *= 2
        lost = house.mail.taken[0]["Message-ID"]
        house.mail.taken[:] = [mail for mail in house.mail.taken if mail["Message-ID"] != lost]
        would = "\n".join(faults(office, tmp_path / "media"))
    assert "paid 2 times" in would
    assert "lost:" in would
    again = sum(act.sent > 1 for act in office.history.acts)
    acts, killed = len(office.history.acts), dict(Counter(house.killed))
    print(f"{acts} acts, {again} sent again; {kills.mailed} mails; killed: {killed}")
    assert not kills.requests
    assert not kills.mails
    assert set(PARTS) <= set(house.killed)


def test_house_with_faulty_mails_is_found_out(open_house: Callable[..., House], tmp_path: Path) -> None:
    """It marks mails as sent before it sends them, and each try has a Message-ID of its own."""
    laid = lay(2, timezone.localdate())
    house = open_house(work="tests.kills.wrong")
    office, fates = Office(house, laid), iter(["gone", "taken"] * 2)
    house.mail.fate = lambda: next(fates, "")
    house.start()
    for case in laid.cases:
        office.submit(*case)
    office.finish_post()
    with house.database():
        found = "\n".join(faults(office, tmp_path / "media"))
    assert "lost:" in found
    assert "twice:" in found
