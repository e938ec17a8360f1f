"""The mails of a dossier that did not arrive, for the pages of its case."""

from grants.post_office import Undelivered
from notifications.lists import title_of
from notifications.models import Post
from workflows.sentence import Sentence

MOST = 5
"""Mails that the page names; more than these have one cause, and the outbox lists them all."""


def undelivered(dossier_id: int) -> list[Undelivered]:
    """The mails that were given up and that nobody has seen to yet, the latest first."""
    rows = Post.objects.filter(dossier=dossier_id, state=Post.State.DEAD)
    mails = rows.filter(kind__in=[Post.Kind.MAIL, Post.Kind.REMINDER]).select_related("user").order_by("-pk")
    return [_said(post) for post in mails[:MOST]]


def _said(post: Post) -> Undelivered:
    whom = f"{post.user}, {post.address}" if post.user else post.address or "niemanden"
    text = Sentence("„{title}“ an {whom}. {why}", title=title_of(post), whom=whom, why=post.error)
    return Undelivered("E-Mail nicht zugestellt", text, post.get_absolute_url())
