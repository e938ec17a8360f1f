"""The lists of the post office: the rows of the outbox, and the kept mails."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from grants.held import Held
from grants.views.listing import Choice, Filters, Search
from grants.views.listing_pages import found_in
from grants.views.tables import Column, Day, Moment, Number, Table
from notifications.models import Mail, Post
from notifications.searching import NAMES, post_found

ALARMING = (Post.State.DEAD, Post.State.RETURNED, Post.State.UNCLEAR)
"""States that are marked in the list."""


def title_of(post: Post) -> str:
    """What people call the letter of a row."""
    return NAMES.get(post.letter, post.letter)


def _what(post: Post, table: Table) -> str:
    return format_html(
        '<a class="kern-link" href="{}">{}</a><br><span class="mw-quiet">{}</span>',
        post.get_absolute_url(),
        title_of(post),
        post.get_kind_display(),
    )


def _to(post: Post, table: Table) -> str:
    lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in post.address.splitlines()))
    return format_html('<span class="mw-break">{}</span>', lines or table.default)


def record_of(post: Post) -> str:
    """What people call the case or sitting of a row."""
    dossier = post.dossier
    return str(getattr(dossier, "application", None) or getattr(dossier, "sitting", None) or "")


def _state(post: Post, table: Table) -> str:
    label = post.get_state_display()
    return format_html('<span class="mw-late">{}</span>', label) if post.state in ALARMING else label


class PostTable(Table):
    """The columns of the outbox."""

    what = Column("Schreiben", title_of, html=_what, order="letter")
    kind = Column("Art", "get_kind_display", shown=False)
    to = Column("An", "address", html=_to, order="address")
    record = Column("Vorgang", record_of)
    state = Column("Stand", "get_state_display", html=_state, order="state")
    row = Day("Angelegt", "made_at", order="id")
    finished = Moment("Erledigt", "finished_at", shown=False)
    tries = Number("Versuche", "attempts", order="attempts")

    file_name, caption = "postausgang", "Postausgang"
    one, many = "Zeile", "Zeilen"


class PostFilters(Filters):
    """By words, state and kind."""

    q = Search(
        help_text="Ganze Adresse, Schreiben, ganze Dokumentnummer, Aktenzeichen, Vorhaben oder Organisation",
        method="find",
    )
    stand = Choice("Stand", Post.State.choices, field_name="state")
    art = Choice("Art", Post.Kind.choices, field_name="kind")

    def __init__(self, request: HttpRequest, rows: QuerySet[Post], held: Held) -> None:
        super().__init__(request, rows)
        self.held = held

    def find(self, rows: QuerySet[Post], name: str, words: str) -> QuerySet[Post]:
        """The rows that every word finds."""
        return rows.filter(post_found(self.held, words))


def _to_whom(mail: Mail, table: Table) -> str:
    return format_html('<span class="mw-break">{}</span>', mail.to)


def _subject(mail: Mail, table: Table) -> str:
    address = reverse("notifications:mail", args=[mail.pk])
    return format_html('<a class="kern-link" href="{}">{}</a>', address, mail.subject)


class MailTable(Table):
    """The columns of the kept mails."""

    subject = Column("Betreff", "subject", html=_subject, order="subject")
    to = Column(
        "An",
        "to",
        html=_to_whom,
        order="to",
    )
    sent = Moment("Gesendet", "sent_at", order="sent_at")
    sender = Column("Von", "sender", shown=False)

    start = "-sent_at"
    file_name, caption = "e-mails", "E-Mails"
    one, many = "E-Mail", "E-Mails"


SEARCHED_BY_OFFICE = "Suche nach Adresse, Schreiben oder Vorgang"
SEARCHED_BY_OTHERS = "Suche in Betreff und Adresse"


class MailFilters(Filters):
    """By words."""

    q = Search(method="find")

    def __init__(self, request: HttpRequest, rows: QuerySet[Mail], held: Held, *, office: bool) -> None:
        super().__init__(request, rows)
        self.held, self.office = held, office
        self.filters["q"].label = SEARCHED_BY_OFFICE if office else SEARCHED_BY_OTHERS

    def find(self, rows: QuerySet[Mail], name: str, words: str) -> QuerySet[Mail]:
        """The mails of the rows that the office finds; among a few mails to oneself those with the words."""
        if self.office:
            return rows.filter(post_found(self.held, words, "post__"))
        return rows.filter(found_in(words, "subject", "to"))
