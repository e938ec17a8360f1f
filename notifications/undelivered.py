"""The mails that did not arrive, for the page of their case and for the start page of whoever looks after the post."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Lower

from grants.access import case_worked_by
from grants.clock import day_of
from grants.held import Held
from grants.models import User
from grants.models.dossier import ERASED
from grants.post_office import Undelivered
from grants.waiting.task import WORD, Task
from notifications.lists import title_of
from notifications.models import Post, Unreachable
from workflows.roles import POST_OFFICE
from workflows.sentence import Sentence

MOST = 5
"""Mails that the page names; more than these have one cause, and the outbox lists them all."""


def undelivered(dossier_id: int) -> list[Undelivered]:
    """The mails that were given up and that nobody has seen to yet, the latest first."""
    mark = Unreachable.objects.filter(address=Lower(OuterRef("address")))
    is_to_somebody = Q(user__isnull=False) & ~Q(address__in=["", ERASED])
    rows: QuerySet[Any] = Post.objects.filter(dossier=dossier_id).annotate(
        given_up=Case(When(GIVEN_UP, then=True), default=False),
        marked=Case(When(is_to_somebody, then=Exists(mark)), default=False),
    )
    found = list(rows.filter(Q(given_up=True) | Q(marked=True)).select_related("user").order_by("-pk"))
    failed = [_said(post) for post in found if post.given_up][:MOST]
    return [*failed, *_marked([post for post in found if post.marked])]


GIVEN_UP = Q(state__in=[Post.State.DEAD, Post.State.RETURNED], kind__in=[Post.Kind.MAIL, Post.Kind.REMINDER])
"""The mails that did not arrive."""


def _marked(posts: list[Post]) -> list[Undelivered]:
    """The addresses of these rows from which mails come back, each with its latest mail and whom to ask."""
    latest: dict[str, Post] = {}
    for post in posts:
        latest.setdefault(post.address.lower(), post)
    marks = Unreachable.objects.filter(address__in=latest)  # no question where there is none
    return [_unreachable(mark, post) for mark in marks if _is_still_of(mark, post := latest[mark.address])]


def _is_still_of(mark: Unreachable, post: Post) -> bool:
    return post.user is not None and post.user.email.lower() == mark.address


def _unreachable(mark: Unreachable, post: Post) -> Undelivered:
    assert post.user is not None  # rows without a person are not asked for
    text = Sentence(
        "{address}: {reason}. Bitte fragen Sie {name} auf anderem Weg {phone} nach einer anderen Adresse, "
        "oder bestätigen Sie diese.",
        address=mark.address,
        reason=mark.reason,
        name=post.user.name,
        phone=_by_phone(post.user),
    )
    return Undelivered("Von dieser Adresse kommen E-Mails zurück", text, post.get_absolute_url())


def _by_phone(user: User) -> Sentence:
    return (
        Sentence("(Telefon {phone})", phone=user.phone) if user.phone else Sentence("(keine Telefonnummer)")
    )


def _said(post: Post) -> Undelivered:
    text = Sentence(
        "„{title}“ an {name}, {address}. {why}",
        title=title_of(post),
        name=post.user.name if post.user else "niemanden",
        address=post.address or "ohne Adresse",
        why=post.error,
    )
    title = "Mail kam zurück" if post.state == Post.State.RETURNED else "E-Mail nicht zugestellt"
    return Undelivered(title, text, post.get_absolute_url())


def returned(held: Held) -> Any:
    """The mails that came back, for the start page; None for whoever does not look after the post."""
    if not held.holds(*POST_OFFICE):
        return None
    case = "dossier__application__"
    rows = Post.objects.filter(state=Post.State.RETURNED, dossier__application__isnull=False)
    rows = rows.filter(case_worked_by(held, *POST_OFFICE, case=case))
    return rows.select_related("user", "dossier__application__project").order_by("pk"), _task


def _task(post: Post, held: Held) -> Task:
    case = post.dossier.application
    return Task(
        record=case,
        title=str(case.project),
        about=post.address,
        step="returned_mail",
        reason=Sentence("Mail kam zurück: „{title}“", title=title_of(post)),
        url=post.get_absolute_url(),
        since=day_of(post.made_at),
        weight=WORD,
    )
