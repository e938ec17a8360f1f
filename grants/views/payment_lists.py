"""The lists of the money: calls for funds by what one can do, the pots and their bookings."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.html import format_html

from grants import access
from grants.actions.desk import raise_pot
from grants.forms.moves import new_key
from grants.forms.payments import RaiseForm
from grants.held import Held, held_by
from grants.models import Entry, Mittelabruf, Pot
from grants.searching import search
from grants.turn import turn_of
from grants.views.acting import SignedIn, act_on, sent
from grants.views.finding import today
from grants.views.listing import Choice, Filters, Listing, Search
from grants.views.listing_pages import MOST_COUNTED_BESIDE
from grants.views.tables import Column, Day, Money, Number, Table
from grants.waiting import mittelabrufe_waiting_for
from grants.wording import euro
from workflows.programmes import PROGRAMMES
from workflows.roles import MONEY, Role
from workflows.sentence import Sentence

MINE, EVERY = "mich", "alle"
FOR_ME = "was auf mich wartet"


def _call(call: Mittelabruf, table: Table) -> str:
    return format_html(
        '<a class="kern-link" href="{}">{}</a><br><span class="mw-quiet">{} · {}</span>',
        call.get_absolute_url(),
        call.reference,
        call.application.project,
        call.application.organisation,
    )


def _waits(call: Mittelabruf, table: Table) -> str:
    waits = turn_of(call) or table.default
    return format_html("<strong>Sie: {}</strong>", waits) if vars(call)["is_mine"] else waits


class MittelabrufTable(Table):
    """The columns of the calls for funds."""

    number = Column("Abruf", "reference", html=_call, order="application__number")
    project = Column("Vorhaben", lambda call: str(call.application.project), shown=False)
    organisation = Column("Organisation", "application.organisation.name", shown=False)
    stage = Column("Stand", "stage_label")
    waits = Column("Wartet auf", turn_of, html=_waits)
    filed = Day("Eingang", "filed_on", order="filed_on")
    paid_on = Day("Ausgezahlt am", "paid_on", shown=False)
    amount = Money("Betrag", "amount", order="amount_cents")

    start = "filed_on"
    file_name, caption = "mittelabrufe", "Mittelabrufe"
    one, many = "Abruf", "Abrufe"


class PaymentTable(MittelabrufTable):
    """The same where somebody deals with funds that pay at once, too."""

    number = Column("Auszahlung", "reference", html=_call, order="application__number")

    file_name, caption = "auszahlungen", "Auszahlungen"
    one, many = "Auszahlung", "Auszahlungen"


class MittelabrufFilters(Filters):
    """By the words of the case, and whether a call waits for the one who asks."""

    q = Search(help_text="Aktenzeichen, Titel oder Organisation", method="find")
    fuer = Choice("Zeigen", [(MINE, FOR_ME), (EVERY, "alle")], method="waiting")

    def __init__(
        self,
        request: HttpRequest,
        held: Held,
        seen: QuerySet[Mittelabruf],
        mine: QuerySet[Mittelabruf] | None,
        every: str,
    ) -> None:
        super().__init__(request, seen)
        self.held, self.mine = held, mine
        asked = request.GET.get("fuer", EVERY if held.roles.isdisjoint(MONEY) else MINE)
        self.data["fuer"] = MINE if asked == MINE else EVERY  # the desk has a call only now and then
        self.filters["fuer"].extra |= {
            "empty_label": None,
            "choices": [(MINE, FOR_ME), (EVERY, f"alle {every}")],
        }
        if mine is None:
            del self.filters["fuer"]

    def find(self, rows: QuerySet[Mittelabruf], name: str, words: str) -> QuerySet[Mittelabruf]:
        """The calls of the cases that have these words."""
        cases = search(access.applications_visible_to(self.held), self.held, words)
        return rows.filter(application__in=cases.ids)

    def waiting(self, rows: QuerySet[Mittelabruf], name: str, whose: str) -> QuerySet[Mittelabruf]:
        """The calls that wait for the one who asks, or all."""
        return self.mine if whose == MINE and self.mine is not None else rows

    @property
    def only_mine(self) -> bool:
        """Whether only the calls are shown that wait for the one who asks."""
        return self.asked.get("fuer") == MINE

    @property
    def is_set(self) -> bool:
        """Whether something is searched: whose calls are shown is said above the list."""
        return bool(self.asked.get("q"))


def mittelabrufe(request: SignedIn) -> HttpResponseBase:
    """The calls for funds: those that wait for one's own function first."""
    held = held_by(request.user, today())
    seen = access.mittelabrufe_visible_to(held)
    mine = mittelabrufe_waiting_for(held) if held.roles else None
    if mine is None and not held.roles and not seen.exists():
        raise Http404
    calls = held.hears_calls_only if held.roles else not seen.filter(at_once=True).exists()
    table = MittelabrufTable if calls else PaymentTable
    filters = MittelabrufFilters(request, held, seen, mine, table.many)
    theirs = Value(False) if mine is None else Exists(mine.filter(pk=OuterRef("pk")))
    rows = filters.qs.annotate(is_mine=theirs).select_related(
        "application__project", "application__organisation"
    )
    listed: Listing[Mittelabruf] = Listing(request, table, rows, filters=filters, most=MOST_COUNTED_BESIDE)
    if file := listed.file():
        return file
    return listed.answer(
        "grants/payments/mittelabrufe.html",
        calls=calls,
        title=table.caption,
        mine=mine is not None,
        many=not held.roles.isdisjoint(MONEY),
        pays=held.holds(Role.TREASURY),
        waiting=mine[:MOST_COUNTED_BESIDE].count() if mine is not None else 0,
    )


ACCOUNTS = {
    "council": "Beschluss",
    "budget": "Budget",
    "reserved": "reserviert",
    "committed": "festgelegt",
    "paid": "gezahlt",
}


def _bar(pot: Pot) -> list[dict[str, object]]:
    """The widths of a pot's bar, in thousandths of all that it may spend."""
    whole = pot.total_cents + pot.override_cents
    widths: list[dict[str, object]] = []
    start = 0
    for name in ("paid", "committed", "reserved"):
        width = round(getattr(pot, f"{name}_cents") * 1000 / whole) if whole else 0
        widths.append({"name": name, "start": start, "width": width})
        start += width
    return widths


def _pot(pot: Pot, table: Table) -> str:
    return render_to_string(
        "grants/payments/pot_cell.html", {"pot": pot, "bar": _bar(pot), "chosen": table.chosen}
    )


def _total(pot: Pot, table: Table) -> str:
    if not pot.override_cents:
        return euro(pot.total)
    raised = '<span>{}<br><span class="mw-quiet">+ {}</span></span>'
    return format_html(raised, euro(pot.total), euro(pot.override))


class PotTable(Table):
    """The columns of the pots."""

    title = Column("Topf", str, html=_pot, order="title")
    year = Number("Haushaltsjahr", "budget_year", order="budget_year", shown=False)
    programme = Column("Programm", "get_programme_display", shown=False)
    total = Money("Budget", "total", html=_total, order="total_cents")
    override = Money("Erhöhung", "override", shown=False)
    reserved = Money("reserviert", "reserved", order="reserved_cents")
    committed = Money("festgelegt", "committed", order="committed_cents")
    paid = Money("gezahlt", "paid", order="paid_cents")
    left = Money(
        "noch frei", "left", html=lambda pot, table: format_html("<strong>{}</strong>", euro(pot.left))
    )

    start = "-budget_year"
    file_name, caption = "toepfe", "Töpfe"
    one, many = "Topf", "Töpfe"
    chosen: Pot


class PotFilters(Filters):
    """By programme."""

    programme = Choice(
        "Programm", [(slug, p.title) for slug, p in PROGRAMMES.items()], field_name="programme"
    )


def _account(name: str) -> Callable[[Entry], str]:
    return lambda entry: ACCOUNTS[getattr(entry, name)]


def _reason(entry: Entry) -> str:
    case = entry.application
    return f"{case.project} ({case})" if case else entry.reason


def _number(entry: Entry) -> str:
    return (entry.application.number or "") if entry.application else ""


class EntryTable(Table):
    """The columns of the bookings of one pot."""

    at = Day("Wann", "at", order="id")
    credit = Column("Von", _account("credit"))
    debit = Column("Nach", _account("debit"))
    reason = Column("Wofür", _reason)
    number = Column("Aktenzeichen", _number, shown=False)
    amount = Money("Betrag", "amount", order="amount_cents")

    file_name, caption = "buchungen", "Buchungen"
    one, many = "Buchung", "Buchungen"


class EntryFilters(Filters):
    """By account, whether money came from it or went to it."""

    konto = Choice("Konto", list(ACCOUNTS.items()), method="touching")

    def touching(self, rows: QuerySet[Entry], name: str, account: str) -> QuerySet[Entry]:
        """The bookings from an account or to it."""
        return rows.filter(Q(debit=account) | Q(credit=account))


def pots(request: SignedIn) -> HttpResponseBase:
    """The pots, one of them with its bookings; the lead may raise it."""
    held = held_by(request.user, today())
    seen = access.pots_visible_to(held).order_by("-budget_year", "title")
    asked = request.GET.get("topf", "")
    chosen = (
        seen.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    )
    chosen = chosen or seen.first()
    if chosen is None:
        raise Http404
    leads = held.leads([chosen.programme])
    if request.method == "POST" and not leads:
        raise Http404
    form = RaiseForm(sent(request), initial={"key": new_key()})
    if answer := act_on(
        request,
        form,
        lambda said: raise_pot(chosen, said["amount"], said["reason"], by=request.user, key=said["key"]),
        done=Sentence("Das Budget ist erhöht: {chosen}.", chosen=str(chosen)),
        to=request.get_full_path(),
    ):
        return answer
    found = PotFilters(request, seen, prefix=POTS)
    all_pots: Listing[Pot] = Listing(request, PotTable, found.qs, filters=found, prefix=POTS)
    all_pots.table.chosen = chosen
    booked = EntryFilters(request, chosen.entries.select_related("application__project"))
    entries: Listing[Entry] = Listing(request, EntryTable, booked.qs, filters=booked)
    context = {"pots": all_pots, "chosen": chosen, "leads": leads, "form": form}
    return all_pots.file() or entries.answer("grants/payments/pots.html", **context)


POTS = "toepfe-"
"""What the names of the list of pots begin with in the address; those of the bookings are bare."""
