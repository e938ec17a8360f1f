"""Every page has a door (G16): what a role may do or must read is come to from its start page, by links and buttons."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.urls import reverse

from demo.stories.steps import Story
from tests.crawling import Visit, crawl
from tests.factories import World, drive
from tests.grants.ground import browser
from tests.house.matrix import ELSEWHERE, OWN, TABLE, Row
from tests.house.test_matrix import SCENES, Scene, scene  # noqa: F401  # the fixture
from workflows.acts import ACTS
from workflows.stages import Stage

pytestmark = pytest.mark.slow
OUTSIDERS = {"anonymous", "stranger", "admin", "lead of another fund", "signatory of another organisation"}
"""Nothing of the case is theirs; what they find of lists stands in the navigation."""
FORMS = frozenset(
    f"grants:{name}"
    for name in (
        *("attachments", "messages", "release", "advice", "assign", "verify_iban", "list_item", "exclude"),
        *("move", "mittelabruf_move", "sitting_move", "measure_move", "new_mittelabruf", "new_case"),
        *("remove_attachment", "presence", "open_ballot", "cast", "close_ballot", "amend_item"),
        *("change_item", "unlist_item", "new_sitting", "new_measure", "profile", "proof"),
        *("signed_in", "application", "new_change", "new_refund"),
        *("change_move", "interim_proof_move", "refund_move"),
    )
)
"""Pages that are there to be written on: who may not write there reads the same on the page of the case."""
APART = frozenset(
    {"healthz", "readyz", "metrics"}
    | {"demo:sign_in", "grants:signed_in", "notifications:act", "notifications:failed", "notifications:held"}
    | {"grants:batch"}
)
"""For machines, for the demonstration, after the sign-in; and acts on a letter, each offered in its time; what failed
(tests/notifications/test_many_revived.py comes to it by its link); what is held after a restore, and the batch that
releases it (tests/notifications/test_held_page.py comes to both by links)."""

OFFERED = {"grants:new_case": OWN}
"""Open to everybody who is signed in, and offered to those whose business it is."""


@pytest.mark.parametrize("scene", SCENES, indirect=True)
def test_whatever_a_role_writes_or_reads_is_come_to_from_its_start_page(scene: Scene, request):  # noqa: F811
    name = request.node.callspec.params["scene"]
    rows = [row for row in TABLE if row.scene == name and row.name not in APART]
    people = sorted(set(scene.clients) - OUTSIDERS)
    visits = {who: crawl(scene.clients[who]) for who in people}
    closed = [line for who in people for line in doorless(scene, rows, who, visits[who])]
    assert not closed, "\n".join(closed)
    _control(scene, rows, visits)


def doorless(scene: Scene, rows: list[Row], who: str, visit: Visit) -> Iterator[str]:  # noqa: F811
    """Every address that this person needs and that no link or button leads to."""
    for row in rows:
        address = scene.address(row).partition("?")[0]
        if who not in OFFERED.get(row.name, {who}):
            continue
        if address in visit.reached or not _needed(scene, row, who, address):
            continue
        yield f"{who} comes to no {row.name} {row.arguments} in {row.scene}"


def _needed(scene: Scene, row: Row, who: str, address: str) -> bool:  # noqa: F811
    if who in row.writes:
        return True
    if who not in row.found_by or row.name in FORMS or row.only == "POST":
        return False
    return scene.clients[who].get(address).status_code == 200


def _control(scene: Scene, rows: list[Row], visits: dict[str, Visit]) -> None:  # noqa: F811
    """Without the door of the case, nobody who opens it comes to it."""
    case = reverse("grants:case", args=[scene.names["case"]])
    visits["signatory"].links.discard(case)
    visits["signatory"].buttons.discard(case)
    assert any("grants:case " in line for line in doorless(scene, rows, "signatory", visits["signatory"]))


def returned(story: Story) -> None:
    """The Bescheid has come back from the post."""
    story.move("record_returned_mail", story.staff("geschaeftsstelle"), reason="Unbekannt verzogen")


def nothing_more(story: Story) -> None:
    """The stage alone."""


Then = Callable[[Story], None]
RARE: dict[str, tuple[Stage, Then, tuple[str, ...]]] = {
    "grants:correct_address": (Stage.AWARDED, returned, ("geschaeftsstelle", "sachbearbeitung")),
    "grants:change_account": (Stage.RUNNING, nothing_more, ("signatory",)),
    "grants:new_interim_proof": (Stage.RUNNING, nothing_more, ("signatory",)),
    "grants:undo": (Stage.AWARDED, returned, ("leitung",)),
    "grants:agree_reopening": (Stage.CLOSED, nothing_more, ("leitung", "sachbearbeitung")),
    "notifications:preview": (Stage.AWARD_DRAFTED, nothing_more, ("leitung", "sachbearbeitung", "pruefamt")),
}
"""Address of a page that none of the scenes has → where its case stands, what happened then, who needs it."""


FILED = {
    "grants:check_proof": (Stage.PROOF_IN_REVIEW, nothing_more, ("sachbearbeitung", "leitung", "pruefamt")),
}
"""The same for what is read before it is signed and audited, at a stage that no scene has."""


def test_the_scenes_leave_out_no_other_page():
    assert set(RARE) == ELSEWHERE


@pytest.mark.django_db
@pytest.mark.parametrize("name", RARE | FILED)
def test_a_page_that_is_rarely_needed_has_a_door(name: str):
    stage, then, people = (RARE | FILED)[name]
    story = drive(World(), stage, ends=date(2027, 4, 30))  # over the end of a year: an interim proof is due
    then(story)
    address = reverse(name, args=[story.case.public_id])
    for who in people:
        visit = crawl(browser(story.applicant if who == "signatory" else story.staff(who)))
        assert address in visit.reached, who


def test_every_act_has_a_page_to_do_it_on():
    """The crawl looks for what the table knows; this keeps an act from being in neither."""
    assert set(DOORS) == set(ACTS)


DOORS = {
    **dict.fromkeys(("save_project", "save_plan"), "grants:application"),
    **dict.fromkeys(("upload",), "grants:attachments"),
    "remove_upload": "grants:remove_attachment",
    **dict.fromkeys(("release", "release_call", "release_change", "release_interim"), "grants:release"),
    "release_account": "grants:change_account",
    "release_payment": "notifications:held",
    "put_in_run": "grants:paying",
    "note_return": "grants:payment_runs",
    "agree_reopening": "grants:agree_reopening",
    "note_advice": "grants:advice",
    "send_message": "grants:messages",
    "save_review": "grants:review",
    "save_draft": "grants:draft",
    "correct_address": "grants:correct_address",
    "list_item": "grants:list_item",
    "change_item": "grants:change_item",
    "unlist_item": "grants:unlist_item",
    "assign": "grants:assign",
    "exclude": "grants:exclude",
    "save_proof": "grants:proof",
    "check_proof": "grants:check_proof",
    "change_account": "grants:change_account",
    "verify_iban": "grants:verify_iban",
    **dict.fromkeys(("request_undo", "confirm_undo"), "grants:undo"),
    "record_presence": "grants:presence",
    "amend_item": "grants:amend_item",
    "open_ballot": "grants:open_ballot",
    "cast": "grants:cast",
    "close_ballot": "grants:close_ballot",
    "confirm_regime": "grants:bodies",
    "enter_base_rate": "admin:grants_baserate_add",
}
"""Act → the address where it is done."""
