"""The daily seals reach an address outside, each once, however often the mail server was away."""

from datetime import timedelta

import pytest

from grants.actions.seals import seal_day
from grants.clock import database_now
from grants.models import Seal
from notifications import tasks
from notifications.anchor import mail_seals
from notifications.models import Mail

OUTSIDE = "siegel@archiv.example"


@pytest.fixture
def sealed(transactional_db: None, mailbox: None, settings) -> list[Seal]:
    """Two seals that nobody outside has."""
    settings.SEAL_TO = OUTSIDE
    return [seal_day(database_now() - timedelta(days=1)), seal_day(database_now())]


def test_seals_are_mailed_once_in_one_mail(sealed: list[Seal]) -> None:
    assert mail_seals(database_now()) == 2
    assert mail_seals(database_now()) == 0
    kept = Mail.objects.get()
    assert kept.to == OUTSIDE
    assert all(seal.digest in kept.body for seal in sealed)
    assert not Seal.objects.filter(anchored_at=None).exists()


def test_mail_that_was_not_marked_is_repeated_with_the_same_message_id(sealed: list[Seal]) -> None:
    mail_seals(database_now())
    Seal.objects.update(anchored_at=None)
    mail_seals(database_now())
    assert Mail.objects.count() == 1


def test_seals_wait_for_an_address_and_for_a_mail_server(sealed: list[Seal], settings, caplog) -> None:
    settings.SEAL_TO = ""
    assert mail_seals(database_now()) == 0
    settings.SEAL_TO = OUTSIDE
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    tasks.anchor()
    assert "the next hour repeats" in caplog.text
    assert Seal.objects.filter(anchored_at=None).count() == 2
    settings.EMAIL_BACKEND = "notifications.mailbox.EmailBackend"
    tasks.anchor()
    assert Mail.objects.count() == 1


def test_missed_hour_is_made_up_for(transactional_db: None) -> None:
    from grants.tasks import seal_the_day

    seal_the_day()
    seal_the_day()
    assert Seal.objects.count() == 1
