"""The pages of the post office: what has to go out and what became of it, kept mails, archived letters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from grants.access import cases_worked_by
from grants.cases.together import Part, Rows, Values, read
from grants.clock import database_now, day_of
from grants.held import held_by
from grants.kinds import owner_of
from grants.letters import facts_before_release
from grants.models import Batch, User
from grants.pages import move_url
from grants.views.attachments import DOWNLOAD_HEADERS
from grants.views.listing import Listing
from grants.views.listing_pages import MOST_COUNTED_BESIDE, clean
from grants.views.offering import machine_for
from grants.views.wording import act_name
from notifications import manual
from notifications.access import (
    documents_visible_to,
    looks_after_post,
    mails_visible_to,
    posts_visible_to,
    readable_documents,
    unmade_visible_to,
)
from notifications.documents import UNPRINTED
from notifications.letters import compose
from notifications.lists import MailFilters, MailTable, PostFilters, PostTable, title_of
from notifications.making import read_document
from notifications.models import Document, Mail, Post, Unreachable
from notifications.outbox import SENT
from notifications.rehearsing import DRAFT, print_draft
from notifications.releasing import held_now
from notifications.searching import NAMES
from notifications.sending import PATIENCE
from workflows.errors import MoveRefused
from workflows.roles import READING_DESK
from workflows.sentence import Sentence

NONE_TICKED = "Hier ist nichts angekreuzt, was gescheitert ist."
MOST_UNMADE = 10
"""Moves without letters that the page names; more than these have one cause."""
BESIDE = ("user", "dossier__application__project", "dossier__sitting__body")
"""What a row is shown with, in the same query."""


@dataclass(frozen=True)
class Act:
    """What a person may do with a row: its button, and what will happen."""

    label: str
    effects: tuple[str, ...]
    done: str
    do: Callable[..., None]


ACTS = {
    "drucken": Act(
        "Zum Drucken holen",
        (
            "Der Brief ist eine Stunde lang für Sie vorgemerkt, damit ihn niemand ein zweites Mal druckt.",
            "Drucken Sie ihn, und werfen Sie ihn ein. Vermerken Sie danach den Versand im Vorgang.",
            "Ohne Vermerk steht die Zeile nach einer Stunde auf „Unklar“.",
        ),
        "Der Brief ist für Sie vorgemerkt. Hier können Sie ihn herunterladen.",
        manual.take_to_print,
    ),
    "zurueck": Act(
        "Nicht versandt",
        ("Der Brief hat das Haus nicht verlassen. Er wartet wieder darauf, dass ihn jemand druckt.",),
        "Der Brief wartet wieder.",
        manual.put_back,
    ),
    "wiederholen": Act(
        "Noch einmal versuchen",
        (
            "Die Zeile beginnt von vorn, mit acht neuen Versuchen.",
            "Eine E-Mail geht an die Adresse, die jetzt bei der Person steht. Sie trägt dieselbe Kennung wie "
            "zuvor: War sie doch schon angekommen, erkennt das Postfach die zweite als dieselbe.",
        ),
        "Die Zeile wird gleich neu versucht.",
        manual.retry,
    ),
    "erledigt": Act(
        "Auf anderem Weg mitgeteilt",
        (
            "Die E-Mail geht nicht mehr hinaus, und der Vorgang nennt sie nicht mehr als nicht zugestellt.",
            "Sagen Sie der Person vorher auf anderem Weg, was in der E-Mail steht: am Telefon oder mit einem Brief.",
        ),
        "Die Zeile ist erledigt.",
        manual.settle_otherwise,
    ),
    "adresse": Act(
        "Adresse stimmt doch",
        (
            "Die Adresse ist nicht mehr als unerreichbar vermerkt, bis wieder eine E-Mail zurückkommt.",
            "Fragen Sie die Person vorher auf anderem Weg. Hat sie eine andere Adresse, so trägt sie diese selbst ein; "
            "dann endet der Vermerk von allein.",
        ),
        "Die Adresse ist bestätigt.",
        manual.confirm_address,
    ),
}
"""Word in the address → the act."""
TO_DO = {
    Post.State.DUE: ("drucken",),
    Post.State.CLAIMED: ("zurueck",),
    Post.State.UNCLEAR: ("zurueck",),
}
"""State of a row on paper → what can be done with it here."""


@require_safe
def outbox(request: HttpRequest) -> HttpResponseBase:
    """The rows that this person looks after. In a demonstration everybody else comes to their mails."""
    now = database_now()
    if looks_after_post(_reader(request), now):
        return _outbox(request, posts_visible_to(_reader(request), now), now)
    if settings.DEMO:
        return redirect("notifications:mails")
    raise Http404


WAITING = (Post.State.DEAD, Post.State.RETURNED, Post.State.UNCLEAR, Post.State.DUE)
"""States of rows that somebody has to do something about; there are never many."""


def _outbox(request: HttpRequest, seen: QuerySet[Post], now: datetime) -> HttpResponseBase:
    filters = PostFilters(request, seen, held_by(_reader(request), day_of(now)))
    rows = filters.qs.select_related(*BESIDE)
    listed: Listing[Post] = Listing(request, PostTable, rows, filters=filters, most=MOST_COUNTED_BESIDE)
    if file := listed.file():
        return file
    waiting = seen.filter(state__in=WAITING).aggregate(
        dead=Count("pk", filter=Q(state=Post.State.DEAD)),
        returned=Count("pk", filter=Q(state=Post.State.RETURNED)),
        unclear=Count("pk", filter=Q(state=Post.State.UNCLEAR)),
        paper=Count("pk", filter=Q(state=Post.State.DUE, kind=Post.Kind.PAPER)),
        put_off=Count("pk", filter=Q(state=Post.State.DUE, put_off__gt=0)),
        put_off_since=Min("put_off_since", filter=Q(state=Post.State.DUE)),
    )
    unmade = _unmade(_reader(request), now)
    beside = read(BESIDE_THE_LIST, reader=_reader(request).pk)
    waiting["held"] = held_now(_reader(request), now) if beside["restores"] else 0
    batches = reversed(beside["batches"])
    return listed.answer("notifications/outbox.html", waiting=waiting, unmade=unmade, batches=list(batches))


BESIDE_THE_LIST: dict[str, Part] = {
    "batches": Rows(Batch, "t.by_id = %(reader)s AND t.finished_at IS NULL"),
    "restores": Values(("id",), "grants_restore WHERE noted_at IS NOT NULL"),
}
"""What the outbox says beside its rows: batches under way, and restores that may have held something."""


def _unmade(reader: User, now: datetime) -> list[dict[str, Any]]:
    """The moves whose letters cannot be made: what happened where, and why nothing came of it."""
    found = unmade_visible_to(reader, now).select_related(
        "transition__dossier__application__project", "transition__dossier__sitting__body"
    )
    return [
        {
            "what": act_name(stuck.transition.record, stuck.transition.move),
            "record": owner_of(stuck.transition.dossier),
            "stuck": stuck,
        }
        for stuck in found[:MOST_UNMADE]
    ]


MOST_SHOWN, MOST_AT_ONCE = 200, 1000
"""Failed rows that the page lists, and that one press tries again."""


@require_http_methods(["GET", "HEAD", "POST"])
def failed(request: HttpRequest) -> HttpResponse:
    """The failed rows by kind, to try many of them again at once: those that are ticked, or all of one kind."""
    reader, now = _reader(request), database_now()
    if not looks_after_post(reader, now):
        raise Http404
    dead = posts_visible_to(reader, now).filter(state__in=manual.FAILED)
    if request.method == "POST":
        return _retry(request, _asked_for(request, dead), now)
    kinds = dead.order_by().values("letter", "kind").annotate(count=Count("pk"))
    found: dict[tuple[str, str], dict[str, Any]] = {
        (each["letter"], each["kind"]): {**each, "rows": []} for each in kinds.order_by("-count", "letter")
    }
    for post in dead.select_related(*BESIDE).order_by("-pk")[:MOST_SHOWN]:
        if kind := found.get((post.letter, post.kind)):
            kind["rows"].append({"post": post, "record": owner_of(post.dossier), "title": title_of(post)})
    total = sum(kind["count"] for kind in found.values())
    shown = [
        {**kind, "title": NAMES.get(kind["letter"], kind["letter"]), "label": Post.Kind(kind["kind"]).label}
        for kind in found.values()
    ]
    return render(request, "notifications/failed.html", {"kinds": shown, "total": total, "most": MOST_SHOWN})


def _asked_for(request: HttpRequest, dead: QuerySet[Post]) -> QuerySet[Post]:
    """The failed rows that the press is about: all of a kind, or those that are ticked."""
    kind, _, letter = clean(request.POST.get("alle", "")).partition(":")
    if letter:
        return dead.filter(kind=kind, letter=letter)
    ticked = [
        each for each in request.POST.getlist("zeile") if each.isascii() and each.isdigit() and len(each) < 19
    ]
    return dead.filter(pk__in=ticked[:MOST_AT_ONCE])


def _retry(request: HttpRequest, asked: QuerySet[Post], now: datetime) -> HttpResponse:
    posts = asked.select_related("user", "dossier", "transition").order_by("pk")[:MOST_AT_ONCE]
    done, refused = manual.retry_all(posts, by=_reader(request), now=now)
    if done == 1:
        messages.success(request, "Eine Zeile wird gleich neu versucht.")
    elif done:
        messages.success(request, Sentence("{count} Zeilen werden gleich neu versucht.", count=done))
    for reason in refused:
        messages.error(request, reason)
    if not done and not refused:
        messages.warning(request, NONE_TICKED)
    return redirect("notifications:failed")


@require_safe
def row(request: HttpRequest, row_id: int) -> HttpResponse:
    """One row: what it is, what became of it, and what can be done."""
    now = database_now()
    post = _find(_reader(request), row_id, now)
    record = owner_of(post.dossier)
    paper = post.kind == Post.Kind.PAPER
    context = {
        "post": post,
        "title": title_of(post),
        "record": record,
        "cause": act_name(post.transition.record, post.transition.move) if post.transition else "",
        "document": _document_of(post),
        "mails": list(post.mails.all()),
        "buttons": [(name, ACTS[name].label) for name in acts_for(post)],
        "dispatch": _dispatch_of(record, _reader(request), now) if paper and post.finished_at is None else "",
        "is_open_paper": paper and post.finished_at is None,
        "now": now,
        "given_up_at": post.put_off_since and post.put_off_since + PATIENCE,
    }
    return render(request, "notifications/row.html", context)


def acts_for(post: Post) -> tuple[str, ...]:
    """What can be done with a row in its state."""
    marked = Unreachable.objects.filter(address=post.address.lower()).exists() if post.kind in SENT else False
    confirm = ("adresse",) if marked else ()
    if post.state in manual.FAILED:
        return ("wiederholen", "erledigt", *confirm) if post.kind in SENT else ("wiederholen",)
    if post.kind != Post.Kind.PAPER:
        return confirm
    if post.state == Post.State.DUE and not manual.printable().filter(pk=post.pk).exists():
        return ()
    return TO_DO.get(Post.State(post.state), ())


def _dispatch_of(record: Any, user: User, now: datetime) -> str:
    """The address of the move by which this person notes the dispatch; empty if it is not theirs or not yet."""
    offers = machine_for(record, user, day_of(now)).offers()
    noting = (o for o in offers if o.feasible and any(ask.name == "posted_on" for ask in o.asks))
    return next((move_url(record, offer.move) for offer in noting), "")


def _document_of(post: Post) -> Document | None:
    """The letter that a row makes or sends, once it is archived."""
    return readable_documents().filter(post=post.after_id or post.pk).first()


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, row_id: int, act: str) -> HttpResponse:
    """A page that says what will happen; POST does it."""
    now = database_now()
    post = _find(_reader(request), row_id, now)
    if act not in ACTS:
        raise Http404
    asked = ACTS[act]
    if request.method == "POST":
        try:
            asked.do(post, by=_reader(request), now=now)
        except MoveRefused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
        else:
            messages.success(request, asked.done)
        return redirect(post)
    if act not in acts_for(post):
        messages.warning(request, manual.FASTER)
        return redirect(post)
    return render(request, "notifications/act.html", {"post": post, "title": title_of(post), "act": asked})


@require_safe
def mails(request: HttpRequest) -> HttpResponseBase:
    """The kept mails that this person may read."""
    now = database_now()
    office = looks_after_post(_reader(request), now)
    if not (office or settings.DEMO):
        raise Http404
    held = held_by(_reader(request), day_of(now))
    filters = MailFilters(request, mails_visible_to(_reader(request), now), held, office=office)
    listed: Listing[Mail] = Listing(request, MailTable, filters.qs, filters=filters, most=MOST_COUNTED_BESIDE)
    return listed.answer("notifications/mails.html", office=office)


@require_safe
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One kept mail."""
    found = mails_visible_to(_reader(request), database_now()).filter(pk=mail_id).first()
    if found is None:
        raise Http404
    return render(request, "notifications/mail.html", {"mail": found})


@require_safe
def document(request: HttpRequest, number: str) -> HttpResponse:
    """An archived letter, to be saved: exactly the bytes that were archived, or no page at all."""
    found = documents_visible_to(_reader(request), database_now()).filter(number=number).first()
    if found is None:
        raise Http404
    headers = DOWNLOAD_HEADERS | {"Content-Disposition": f'attachment; filename="{found.number}.pdf"'}
    return HttpResponse(read_document(found), content_type="application/pdf", headers=headers)


@require_safe
def preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The Bescheid as it would leave the house, before anybody has released it; it is kept nowhere."""
    now = database_now()
    seen = cases_worked_by(held_by(_reader(request), day_of(now)), *READING_DESK)
    case = seen.filter(public_id=public_id, released_by=None).first()
    if case is None:
        raise Http404
    try:
        found = facts_before_release(case, now)
    except MoveRefused as refusal:
        for reason in refusal.reasons:
            messages.warning(request, reason)
        return redirect(case)
    if found is None:
        raise Http404
    key, facts = found
    letter = compose(key, case.programme, facts, number=DRAFT, made_on=day_of(now))
    assert letter.html is not None  # what goes out on paper is a document
    pdf = print_draft(letter.html, letter.title, now)
    if pdf is None:
        messages.error(request, UNPRINTED)
        return redirect(case)
    headers = DOWNLOAD_HEADERS | {"Content-Disposition": f'attachment; filename="{DRAFT}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _reader(request: HttpRequest) -> User:
    """Who asks: the middleware lets nobody come here who is not signed in."""
    assert isinstance(request.user, User)
    return request.user


def _find(user: User, row_id: int, now: datetime) -> Post:
    seen = posts_visible_to(user, now).select_related(*BESIDE, "finished_by", "transition__user", "after")
    found = seen.filter(pk=row_id).first()
    if found is None:
        raise Http404
    return found
