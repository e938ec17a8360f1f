"""Every address refuses a stranger; an address that is not in this table fails the build."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from demo.stories.ground import find_user
from demo.stories.measures import catalogue
from grants.models import Attachment, ChangeRequest, Claim, InterimProof, Refund
from tests.house.alive import all_alive
from workflows.stages import Stage

PUBLIC = {
    "healthz", "readyz", "grants:home", "grants:fit", "grants:funded", "grants:programme", "grants:imprint",
    "grants:accessibility", "grants:privacy", "grants:conditions", "grants:signed_in",
}  # fmt: skip
"""Open to everybody, without an account."""
DEMO = {"demo:sign_in", "metrics"}
"""Only where the demonstration, or the numbers for a program, are switched on; not there otherwise."""
OWN = {
    "grants:rounds", "grants:cases", "grants:new_case", "grants:sittings", "grants:mittelabrufe", "grants:profile",
}  # fmt: skip
"""A list or form of one's own: open to every account, and empty for a stranger, or as if it were not there."""
FUNCTION = {
    "grants:first_day", "grants:first_day_step", "grants:first_day_part",
    "grants:new_sitting", "grants:pots", "grants:bodies", "grants:measures", "grants:new_measure",
    "grants:papers", "grants:rights", "grants:paying", "grants:payment_runs",
    "notifications:outbox", "notifications:mails", "notifications:failed", "notifications:held",
    "notifications:operation",
}  # fmt: skip
"""For people with a function; to others as if it were not there."""
RECORD = {
    "grants:case", "grants:move", "grants:application", "grants:attachments", "grants:attachment",
    "grants:remove_attachment", "grants:messages", "grants:release", "grants:advice", "grants:review", "grants:draft",
    "grants:list_item", "grants:verify_iban", "grants:new_mittelabruf", "grants:proof", "grants:check_proof",
    "grants:exclude", "grants:mittelabruf", "grants:mittelabruf_move", "grants:sitting", "grants:sitting_move",
    "grants:presence", "grants:item", "grants:open_ballot", "grants:cast", "grants:close_ballot",
    "grants:assign", "grants:measure", "grants:measure_move", "grants:undo", "grants:change_account",
    "grants:correct_address", "grants:change_item", "grants:unlist_item", "grants:amend_item",
    "grants:new_change", "grants:new_interim_proof", "grants:new_refund", "grants:agree_reopening", "grants:change",
    "grants:change_move", "grants:interim_proof", "grants:interim_proof_move", "grants:refund", "grants:refund_move",
    "notifications:document", "notifications:row", "notifications:act", "notifications:mail",
    "notifications:preview", "grants:batch", "grants:payment_run", "grants:run_file", "grants:bank_report",
    "notifications:run_sheet",
}  # fmt: skip
"""One record: to strangers as if it did not exist."""
FOREIGN = ("admin/", "konto/", "__debug__/")
"""Addresses of installed packages, below these."""
TABLE = PUBLIC | DEMO | OWN | FUNCTION | RECORD


def routes(patterns=None, namespace="", path=""):
    """Name → pattern of every address of ours."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        here = path + str(pattern.pattern)
        if here.startswith(FOREIGN):
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or here), here


def names():
    return {name for name, _ in routes()}


def test_every_address_has_its_row():
    assert names() - TABLE == set(), "a new address needs a row in this table"
    assert TABLE - names() == set(), "an address of the table is gone"


@pytest.fixture
def there(case_in):
    """Addresses of records that exist: name → address."""
    story = case_in(Stage.PROOF_DUE)
    all_alive()
    call = story.case.mittelabrufe.get()
    item = story.case.items.select_related("sitting").get()
    file = Attachment.objects.filter(application=story.case).first()
    measure = catalogue(story.ground, "Lesen in der Halle", now=story.now())
    one, sitting = [story.case.public_id], [item.sitting.public_id]
    change, interim, refund = _beside(story.case)
    known = {
        "grants:change": [change.public_id],
        "grants:change_move": [change.public_id, "draft_decision"],
        "grants:interim_proof": [interim.public_id],
        "grants:interim_proof_move": [interim.public_id, "accept_interim_proof"],
        "grants:refund": [refund.public_id],
        "grants:refund_move": [refund.public_id, "remind_of_refund"],
        "grants:programme": [story.case.programme],
        "grants:first_day_step": ["angaben"],
        "grants:first_day_part": ["topf", story.case.programme],
        "grants:move": [*one, "suspend_payments"],
        "grants:attachment": [*one, file.public_id if hasattr(file, "public_id") else file.pk],
        "grants:remove_attachment": [*one, file.public_id if hasattr(file, "public_id") else file.pk],
        "grants:mittelabruf": [call.public_id],
        "grants:mittelabruf_move": [call.public_id, "certify"],
        "grants:sitting": sitting,
        "grants:sitting_move": [*sitting, "close_sitting"],
        "grants:presence": sitting,
        "grants:measure": [measure.public_id],
        "grants:measure_move": [measure.public_id, "select_measures"],
        **{
            f"grants:{name}": [*sitting, item.position]
            for name in (
                "item",
                "open_ballot",
                "cast",
                "close_ballot",
                "change_item",
                "unlist_item",
                "amend_item",
            )
        },
        "notifications:document": ["D-2026-000001"],
        "notifications:preview": one,
        "notifications:run_sheet": one,
        "notifications:row": [1],
        "notifications:act": [1, "retry"],
        "notifications:mail": [1],
    }
    grants_records = {name for name in RECORD if name.startswith("grants:")}
    arguments = {name: known.get(name, one if name in grants_records else []) for name in names()}
    return {name: reverse(name, args=arguments[name]) for name in names() if name in TABLE}


def _beside(case):
    """A change, an interim proof and a refund, so that there is something to hide."""
    day = case.posted_on
    change = ChangeRequest.objects.create(
        application=case, position=1, stage="change_filed", subject="content", wish="Anders", why="Darum"
    )
    interim = InterimProof.objects.create(
        application=case, stage="interim_filed", until=day, report="Bisher gut.", spent_cents=1
    )
    days = {"known_on": day, "heard_on": day, "limit": day.replace(year=day.year + 1)}
    claim = Claim.objects.create(
        application=case, ground="auflage", amount_cents=1, heard_amount_cents=1, **days
    )
    return change, interim, Refund.objects.create(application=case, claim=claim, stage="refund_open")


def both(client, address):
    return client.get(address), client.post(address, {})


def test_without_an_account_every_address_but_the_public_ones_leads_to_the_login(there):
    client = Client()
    for name, address in there.items():
        for answer in both(client, address):
            if name in PUBLIC:
                assert answer.status_code in (200, 405), (name, answer.status_code)
            elif name in DEMO:
                assert answer.status_code in (404, 405), (name, answer.status_code)
            else:
                assert answer.status_code == 302, (name, answer.status_code)
                assert "/konto/" in answer.headers["Location"], name


@pytest.mark.rest
def test_a_stranger_with_an_account_finds_no_record_and_no_list_of_the_office(there):
    client = Client()
    client.force_login(find_user("fremd", "Fremde Person"))
    for name, address in there.items():
        for answer in both(client, address):
            if name in RECORD | FUNCTION | DEMO:
                assert answer.status_code in (404, 405), (name, answer.status_code)
            else:
                assert answer.status_code in (200, 302, 404, 405, 422), (name, answer.status_code)


def test_a_strangers_lists_are_empty_of_what_is_not_theirs(there, case_in):
    story = case_in(Stage.PROOF_DUE)
    client = Client()
    client.force_login(find_user("fremd", "Fremde Person"))
    for name in OWN | {"grants:home"}:
        text = client.get(there[name]).content.decode()
        assert story.case.number not in text, name
        assert story.case.project.title not in text, name


def test_not_yours_looks_like_not_there(there):
    client = Client()
    client.force_login(find_user("fremd", "Fremde Person"))
    for name in ("grants:case", "grants:mittelabruf", "grants:sitting"):
        hidden, missing = client.get(there[name]), client.get(reverse(name, args=[uuid4()]))
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert _plain(hidden, there[name]) == _plain(missing, reverse(name, args=[uuid4()]))


def _plain(answer, address):
    """The page without what differs on every page: address and tokens."""
    lines = answer.content.decode().replace(address, "").splitlines()
    return [
        line
        for line in lines
        if "csrf" not in line
        and "nonce" not in line
        and "/faelle/" not in line
        and "/abrufe/" not in line
        and "/sitzungen/" not in line
    ]
