"""Who reads what the post office holds. The rule is the one of the case or sitting that a row belongs to."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from grants.access import case_worked_by, own_cases, sitting_visible_to
from grants.clock import day_of
from grants.held import held_by
from grants.models import User
from notifications.models import Document, Mail, Post, Unmade
from notifications.posting import unmade
from workflows.roles import INSIDE, POST_OFFICE

"""The functions that look after the outbox."""


def looks_after_post(user: User, now: datetime) -> bool:
    """Whether the outbox is this person's to look after."""
    return held_by(user, day_of(now)).holds(*POST_OFFICE)


def posts_visible_to(user: User, now: datetime) -> QuerySet[Post]:
    """The rows of the outbox for Geschäftsstelle and Leitung; none of a case that they are excluded from."""
    if not looks_after_post(user, now):
        return Post.objects.none()
    return Post.objects.filter(_of_their_records(user, now, "dossier"))


def unmade_visible_to(user: User, now: datetime) -> QuerySet[Unmade]:
    """The moves whose letters cannot be made, for whom the rows of those letters would be."""
    if not looks_after_post(user, now):
        return Unmade.objects.none()
    return unmade().filter(_of_their_records(user, now, "transition__dossier"))


def _of_their_records(user: User, now: datetime, dossier: str) -> Q:
    """The dossier behind this field is one of a case or sitting that the person's post is of."""
    held = held_by(user, day_of(now))
    case, sitting = f"{dossier}__application", f"{dossier}__sitting"
    cases = Q(**{f"{case}__isnull": False}) & case_worked_by(held, *POST_OFFICE, case=f"{case}__")
    return cases | Q(**{f"{sitting}__isnull": False}) & sitting_visible_to(held, f"{sitting}__")


def readable_documents() -> QuerySet[Document]:
    """The archived letters whose bytes are there; none of an erased case, also before its files are gone."""
    kept = Document.objects.filter(made_at__isnull=False, erased_at__isnull=True)
    return kept.exclude(dossier__application__erased_on__isnull=False)


def documents_visible_to(user: User, now: datetime) -> QuerySet[Document]:
    """The archived letters: desk and money read those of the cases they see, everybody else what has reached them.

    Members of a body read the letters of their sittings, and no letter of a case (it bears private addresses).
    """
    held, case = held_by(user, day_of(now)), "dossier__application__"
    desk = Q(dossier__application__isnull=False) & case_worked_by(held, *INSIDE, case=case)
    own = own_cases(held, case)
    sitting = Q(dossier__sitting__isnull=False) & sitting_visible_to(held, "dossier__sitting__")
    return readable_documents().filter(desk | (own | sitting) & Q(visible_from__lte=now))


def mails_visible_to(user: User, now: datetime) -> QuerySet[Mail]:
    """The kept mails of the rows that one sees. In a demonstration also every mail to oneself.

    Mails about accounts hold links that let their reader in; nobody but the receiver ever reads them.
    """
    seen = Q(post__isnull=False) & _of_their_records(user, now, "post__dossier")
    if not looks_after_post(user, now):
        seen = Q(pk__in=())
    if settings.DEMO and user.is_authenticated:
        seen |= Q(to__iexact=user.email)
    return Mail.objects.filter(seen)
