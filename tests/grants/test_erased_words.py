"""After an erasure no column of a case holds a word that somebody wrote, and no page leads to what is gone."""

from datetime import timedelta

import pytest
from django.db.models import CharField, Model, TextField
from django.urls import reverse

from grants.actions.redaction import KEPT
from grants.models import (
    AccountChange,
    Application,
    Attachment,
    ChangeRequest,
    Claim,
    Exclusion,
    InterimProof,
    Organisation,
    PaymentRun,
    PaymentRunRow,
    Refund,
)
from tests.grants.desk_story import client_of
from tests.grants.logged import erase, long_story

pytestmark = [pytest.mark.rest, pytest.mark.django_db]

WORD = "Pirol"
OF_THE_HOUSE = {
    "PaymentRunRow": {"reference"},
    "Application": {
        "number", "programme", "stage", "outcome", "terms_text", "posting", "council_paper", "heard_from", "waits_for",
        "next_move",
    },
    "ApplicationVersion": {"sha256"},
    "Attachment": {"content_type", "sha256"},
    "CouncilVote": {"paper", "body", "votes"},
    "Entry": {"key", "reason", "debit", "credit"},
    "Lawsuit": {"scope"},
    **{key: {"next_move"} for key in ("ChangeRequest", "Mittelabruf", "InterimProof", "Refund")},
    "Release": {"digest"},
    "Urn": {"choices", "seats"},
}  # fmt: skip
"""Texts that no person writes: columns that code fills from its own lists, numbers and digests."""


def of_a_case() -> list[type[Model]]:
    """Every kind of record that hangs on a case, at any distance, and the organisation."""
    kinds: list[type[Model]] = [Application]
    for known in kinds:
        for relation in known._meta.related_objects:
            if relation.related_model not in kinds and relation.related_model._meta.app_label == "grants":
                kinds.append(relation.related_model)
    return [*kinds, Organisation]


def words_of(kind: type[Model]) -> list[str]:
    """The columns of a kind of record in which people write."""
    house = OF_THE_HOUSE.get(kind.__name__, set())
    texts = [f for f in kind._meta.concrete_fields if isinstance(f, CharField | TextField)]
    return [f.name for f in texts if not f.choices and f.name not in house]


@pytest.fixture
def archived():
    """A case in the archive with every kind of record that a case can have, and one word in every column."""
    story = long_story()
    case, day = story.case, story.day
    ChangeRequest.objects.create(
        application=case, position=1, stage="change_rejected", subject="content", wish="Anders", why="Darum"
    )
    InterimProof.objects.create(
        application=case, stage="interim_accepted", until=day, report="Bisher gut.", spent_cents=1
    )
    days = {"known_on": day, "heard_on": day, "limit": day + timedelta(days=365)}
    claim = Claim.objects.create(
        application=case, ground="auflage", amount_cents=1, heard_amount_cents=1, **days
    )
    Refund.objects.create(application=case, claim=claim, stage="refund_open")
    AccountChange.objects.create(
        application=case,
        iban="DE02120300000000202051",
        account_holder="X",
        asked_by=story.applicant,
        asked_at=story.now(),
        effective_at=story.now(),
    )
    Exclusion.objects.create(
        application=case,
        seat=story.ground.seats[0],
        ground="Bruder der Vorsitzenden",
        declared_at=story.now(),
    )
    run = PaymentRun.objects.create(
        number="ZL-1", form="csv", execute_on=day, made_by=story.applicant, key="k", made_at=story.now(),
        payer="Stadtkasse", iban="DE02120300000000202051",
    )  # fmt: skip
    call = case.mittelabrufe.get()
    PaymentRunRow.objects.create(
        run=run, call=call, reference=call.reference, amount_cents=1, returned_on=day
    )
    for kind in of_a_case():
        if columns := words_of(kind):
            kind._default_manager.update(**dict.fromkeys(columns, WORD))
    return story


def test_every_column_of_a_case_has_lost_its_words(archived):
    empty = [kind.__name__ for kind in of_a_case() if words_of(kind) and not kind._default_manager.exists()]
    assert empty == [], "the case of this test needs a record of these kinds"
    erase(archived)
    left = [
        (kind.__name__, column)
        for kind in of_a_case()
        for column in words_of(kind)
        if kind._default_manager.filter(**{f"{column}__contains": WORD}).exists()
    ]
    assert left == []


def test_what_is_kept_is_chosen_from_a_list_or_written_by_the_house():
    for kind, columns in KEPT.items():
        for name in columns:
            column = kind._meta.get_field(name)
            assert column.choices or name in OF_THE_HOUSE[kind.__name__], (kind, name)


@pytest.mark.django_db(transaction=True)
def test_no_page_leads_to_a_file_that_is_gone(archived):
    address = reverse(
        "grants:attachment", args=[archived.case.public_id, Attachment.objects.first().public_id]
    )
    reader = client_of(archived.staff("leitung"))
    assert address in reader.get(archived.case.get_absolute_url()).content.decode()
    reader.get(address).close()
    erase(archived)
    for person in (archived.staff("leitung"), archived.applicant):
        page = client_of(person).get(archived.case.get_absolute_url())
        assert page.status_code == 200
        assert address not in page.content.decode()
        assert client_of(person).get(address).status_code == 404
