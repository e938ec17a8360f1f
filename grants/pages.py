"""Where things are done: the page of every move and of every act, by its name."""

from django.urls import reverse

from grants.kinds import BESIDE, kind_of
from grants.models import Application, Record
from workflows.machine import NEW, outgoing

READ = "lesen"
"""In the address of an application: to be read, not written."""
WORKPLACES = {
    "save_project": "grants:application",
    "save_plan": "grants:application",
    "note_advice": "grants:advice",
    "save_review": "grants:review",
    "save_draft": "grants:draft",
    "correct_address": "grants:correct_address",
    "list_item": "grants:list_item",
    "assign": "grants:assign",
    "change_account": "grants:change_account",
    "exclude": "grants:exclude",
    "save_proof": "grants:proof",
    "verify_iban": "grants:verify_iban",
    "check_proof": "grants:check_proof",
    "agree_reopening": "grants:agree_reopening",
}
"""Act → the page on which it is done. The acts without a page of their own stand on the case's page."""
ELSEWHERE = {
    **dict.fromkeys(("release", "release_call", "release_change", "release_interim"), "grants:release"),
    "release_account": "grants:change_account",
    **{
        move.slug: kind.birth_page
        for kind in BESIDE
        for machine in kind.machines
        for move in outgoing(machine, NEW)
    },
    "confirm_undo": "grants:undo",
}
"""Act or birth beside a case → the page of the case on which it is done."""
FOR_ALL = {"confirm_regime": "grants:bodies"}
"""Act → the page on which it is done for every case at once."""


def move_url(record: Record, move: str) -> str:
    """The address of a move's page."""
    return reverse(kind_of(record).move_page, args=[record.public_id, move])


def reading_url(application: Application) -> str:
    """Where all answers of an application stand on one page, also for those who may still write it."""
    return f"{reverse('grants:application', args=[application.public_id])}?{READ}"


def step_url(record: Record, step: str) -> str:
    """The address where a move or act is done."""
    if step in FOR_ALL:
        return reverse(FOR_ALL[step])
    if page := WORKPLACES.get(step) or ELSEWHERE.get(step):
        return reverse(page, args=[(record.case or record).public_id])
    return move_url(record, step)
