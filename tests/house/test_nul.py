"""NUL in an address: a page, a refusal or „not there“, and never an error, because PostgreSQL takes no NUL."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from demo.stories.ground import SINCE, find_user
from grants.models import Function
from grants.views.listing import COLUMN, FILE, Filters
from grants.views.listing_pages import PLACES
from tests.house.test_routes import names, routes, there  # noqa: F401  # the table of addresses and its records
from workflows.roles import Role

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""GET\.get\("(\w+)"|GET\["(\w+)"|search_words\(\w+, "(\w+)"\)""")
INCOMPLETE = {"grants:refund", "grants:refund_move"}
"""The refund of the table belongs to a case that reclaims nothing; its page has no query of its own."""
NUL = ("%00", "a%00b", "1%00", "%EF%BF%BE", "%ED%A0%80", "%FF")
"""Quoted: NUL alone and among signs, a noncharacter, a lone surrogate, and no UTF-8 at all."""


def parameters() -> set[str]:
    """Every name that a page of ours reads from its address."""
    texts = [file.read_text() for room in ("grants", "notifications") for file in (ROOT / room).rglob("*.py")]
    found = {name for text in texts for names in READ.findall(text) for name in names if name}
    filters = {name for each in Filters.__subclasses__() for name in each.base_filters}
    return found | filters | {COLUMN, FILE, *PLACES, "sort"}


def test_the_names_are_found_in_the_source():
    assert {
        "q",
        "nr",
        "stage",
        "round",
        "sort",
        "nach",
        "vor",
        "topf",
        "stand",
        "art",
        "zurueck",
    } <= parameters()


@pytest.fixture
def everything(db: None) -> Client:
    """Somebody who holds every function of the house."""
    user = find_user("alles", "Alles in einer Hand")
    roles = set(Role) - {Role.APPLICANT, Role.SIGNATORY, Role.CHAIR, Role.MEMBER, Role.CLOCK}
    Function.objects.bulk_create(
        Function(user=user, role=role, programme="", valid_from=SINCE) for role in sorted(roles)
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.rest
def test_no_sign_in_a_query_breaks_a_page(there, everything):  # noqa: F811
    for typed in NUL:
        query = "&".join(f"{name}={typed}" for name in sorted(parameters()))
        for name in set(there) - INCOMPLETE:
            answer = everything.get(f"{there[name]}?{query}")
            b"".join(answer)  # a download is read to its end, which closes its file
            assert answer.status_code in (200, 302, 404, 405), (name, typed)


@pytest.mark.rest
def test_each_parameter_alone_breaks_no_list(there, everything):  # noqa: F811
    lists = [name for name in there if address_has_no_record(name)]
    assert {"grants:mittelabrufe", "grants:papers", "grants:cases", "notifications:outbox"} <= set(lists)
    for name in lists:
        for asked in sorted(parameters()):
            answer = everything.get(f"{there[name]}?{asked}=%00")
            assert answer.status_code in (200, 302, 404, 405), (name, asked)


def address_has_no_record(name: str) -> bool:
    return "<" not in dict(routes())[name]


@pytest.mark.rest
def test_no_sign_in_a_path_breaks_a_page(there, everything):  # noqa: F811
    patterns = {name: path for name, path in routes() if "<" in path}
    assert set(patterns) <= names()
    for name, pattern in patterns.items():
        for step in re.findall(r"<[^>]+>", pattern):
            address = there[name]
            for given, typed in product(_arguments(pattern, address, step), NUL):
                answer = everything.get(address.replace(given, typed))
                assert answer.status_code in (200, 302, 404, 405), (name, step, typed)


def _arguments(pattern: str, address: str, step: str) -> list[str]:
    """What stands in an address where its pattern has this step."""
    found = [
        given
        for asked, given in zip(pattern.split("/"), address.strip("/").split("/"), strict=False)
        if asked == step
    ]
    assert found, (pattern, address)
    return found


def test_letter_is_found_by_its_number_and_by_nothing_else(everything):
    assert reverse("notifications:document", args=["D-2026-000001"]) == "/dokumente/D-2026-000001/"
    for wrong in ("%00", "D-2026-1", "x-2026-000001", "D-2026-000001%00"):
        assert everything.get(f"/dokumente/{wrong}/").status_code == 404
