"""The first day of an office: a list of what is missing, and a page for each thing, for the administrators alone."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse

from grants.actions import first_day as acts
from grants.actions.accounts import invite
from grants.actions.first_day import (
    ANNEX,
    BODIES,
    GUIDELINES,
    HOLIDAYS,
    OFFICE,
    PEOPLE,
    POT,
    RATES,
    ROUND,
    Step,
)
from grants.annex import OWN_WORDS, VERSION
from grants.forms.first_day import (
    FirstAnnexForm,
    FirstBodyForm,
    FirstGuidelineForm,
    FirstOfficeForm,
    FirstPotForm,
    FirstRatesForm,
    FirstRoundForm,
    PeopleForm,
)
from grants.forms.kept import KeptForm, Refused
from grants.held import held_by
from grants.models import AnnexText, Body, Confirmation, Guideline, Pot, Round
from grants.views.acting import SignedIn, act_on, sent
from grants.views.finding import today
from workflows.calendar import named_holidays
from workflows.firstday import body_proposals
from workflows.programmes import PROGRAMMES, programmes_of
from workflows.rules.interest import BASE_RATES
from workflows.sentence import Sentence


@dataclass(frozen=True)
class Page:
    """What a step shows: its form and what it does, or the parts that it consists of."""

    form: Refused | None = None
    do: Callable[[], object] = lambda: None
    button: str = "Eintragen und weiter"
    intro: str | Sentence = ""
    extra: Mapping[str, object] = field(default_factory=dict)


def first_day(request: SignedIn) -> HttpResponse:
    """What is missing before the first round opens, in the order in which it is done."""
    _insist_on_administrator(request)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    all_steps = acts.steps(today())
    rows = [{"step": step, "waits": acts.waits_for(step, all_steps)} for step in all_steps]
    titles = {step.key: step.title for step in all_steps} | {acts.ADMINISTRATORS: "Administration"}
    context = {
        "rows": rows,
        "next": _next(all_steps),
        "done": sum(step.done for step in all_steps),
        "confirmations": [
            {"row": row, "step": titles.get(row.step, row.step)}
            for row in Confirmation.objects.select_related("by").order_by("-id")[:50]
        ],
    }
    return render(request, "grants/first_day/first_day.html", context)


def step(request: SignedIn, key: str, subject: str = "") -> HttpResponse:
    """One step, or one part of it: what is proposed or asked, and the button that confirms it."""
    _insist_on_administrator(request)
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    all_steps = acts.steps(today())
    found = next((one for one in all_steps if one.key == key), None)
    if found is None:
        raise Http404
    waits = acts.waits_for(found, all_steps)
    page = Page() if waits else PAGES[key](request, found, subject)
    if page.form and (
        answer := act_on(
            request,
            page.form,
            lambda said: page.do(),
            done=Sentence("Eingetragen und im Protokoll festgehalten: {title}.", title=found.title),
            to=_onward(found, subject),
        )
    ):
        return answer
    context = {"step": found, "waits": waits, "page": page, "subject": subject, **page.extra}
    context["confirmed"] = Confirmation.objects.filter(step=key).select_related("by")
    context["next"] = _next(all_steps)
    context["part"] = _name_of_part(subject)
    return render(request, "grants/first_day/step.html", context, status=_status(request, page))


def _name_of_part(subject: str) -> str:
    """What people call a part: the fund or the body."""
    if subject in PROGRAMMES:
        return PROGRAMMES[subject].title
    return acts.bodies_of(list(PROGRAMMES)).get(subject, "")


def _status(request: SignedIn, page: Page) -> int:
    """422 for what could not be taken as it was sent."""
    return 422 if request.method == "POST" else 200


def _insist_on_administrator(request: SignedIn) -> None:
    if not held_by(request.user, today()).sets_up:
        raise Http404


def _next(all_steps: list[Step]) -> Step | None:
    """The first step that is not done."""
    return next((step for step in all_steps if not step.done), None)


def _onward(step: Step, subject: str) -> str:
    """Where one goes from here: the parts of a step lead back to it, all others to the list."""
    return reverse("grants:first_day_step", args=[step.key]) if subject else reverse("grants:first_day")


def _office(request: SignedIn, step: Step, subject: str) -> Page:
    if _is_over(request, step, subject):
        return Page()
    form = FirstOfficeForm(sent(request), today=today())
    return Page(
        form,
        lambda: acts.enter(OFFICE, form.entered(), by=request.user),
        intro="Absender, Gericht und Konto, wie sie in jedem Brief stehen. Was vorgeschlagen ist, vergleichen Sie "
        "bitte; was leer ist, wissen nur Sie. Die Angaben gelten ab dem Tag, den Sie unten nennen, spätestens ab dem "
        "ersten Tag der ersten Runde.",
    )


def _people(request: SignedIn, step: Step, subject: str) -> Page:
    _insist_on_no_part(subject)
    held = acts.holders(today())
    given = {role for role, people in held.items() if people} | set(acts.waiting_functions())
    form = PeopleForm(sent(request), given=given)
    return Page(
        form if form.open else None,
        lambda: _appoint(request, form),
        intro="Wer bis zur ersten Runde gebraucht wird. Jede Person bekommt ein Konto und eine E-Mail, mit "
        "der sie ihr Passwort setzt. Wer einen Bescheid entwirft, gibt ihn nicht frei: Leitung und Sachbearbeitung "
        "sind zwei Personen. Die Funktionen gelten ab heute und für alle Programme.",
        extra={"holders": [(role.label, people) for role, people in held.items() if people]},
    )


def _appoint(request: SignedIn, form: PeopleForm) -> None:
    for person in acts.appoint(form.people(), by=request.user):
        invite(person, request=request)


def _guidelines(request: SignedIn, step: Step, subject: str) -> Page:
    if not subject:
        return Page(extra={"parts": _guideline_parts()})
    if subject not in PROGRAMMES:
        raise Http404
    day = today()
    if request.method != "POST" and Guideline.objects.filter(programme=subject).exists():
        return Page()
    shipped = [one for one in PROGRAMMES[subject].guidelines if one.terms.valid_from <= day]
    newest = (shipped or PROGRAMMES[subject].guidelines)[-1]
    form = FirstGuidelineForm(sent(request), programme=subject, shipped=newest)
    return Page(
        form,
        lambda: acts.enter(GUIDELINES, form.entered(), by=request.user, act=acts.CONFIRM),
        button="Richtlinie bestätigen",
        intro=Sentence(
            "{title}. An jedem Wert steht, woher er kommt. Was bei Ihnen anders ist, ändern Sie vor dem Bestätigen; "
            "Vorgänge behalten die Werte, unter denen sie eingereicht wurden.",
            title=newest.title,
        ),
    )


def _guideline_parts() -> list[tuple[str, str, bool]]:
    there = acts.confirmed_funds()
    return [(slug, fund.title, slug in there) for slug, fund in PROGRAMMES.items()]


def _rates(request: SignedIn, step: Step, subject: str) -> Page:
    if _is_over(request, step, subject):
        return Page()
    half_year = _half_year(today())
    form = FirstRatesForm(sent(request), missing=half_year if half_year > BASE_RATES[-1][0] else None)
    return Page(
        form,
        lambda: acts.confirm_base_rates(by=request.user, own=form.entered()),
        button="Basiszinssätze bestätigen",
        intro="Mit diesen Sätzen (§ 247 BGB) rechnet das Programm Zinsen aus. Bitte vergleichen Sie sie mit den "
        "Bekanntgaben der Deutschen Bundesbank.",
        extra={"rates": BASE_RATES},
    )


def _half_year(day: date) -> date:
    """The first day of the half-year, on which base rates change."""
    return date(day.year, 7 if day.month > 6 else 1, 1)


def _holidays(request: SignedIn, step: Step, subject: str) -> Page:
    if _is_over(request, step, subject):
        return Page()
    year = today().year
    form = KeptForm(sent(request))
    return Page(
        form,
        lambda: acts.confirm_holidays(year, by=request.user),
        button="Feiertage bestätigen",
        intro="Fristen enden an Werktagen (§ 31 Abs. 3 VwVfG). Das Programm kennt diese gesetzlichen Feiertage in "
        "Niedersachsen, auch für spätere Jahre.",
        extra={"days": [row for one in (year, year + 1) for row in named_holidays(one)]},
    )


def _annex(request: SignedIn, step: Step, subject: str) -> Page:
    if _is_over(request, step, subject):
        return Page()
    form = FirstAnnexForm(sent(request), initial={"version": VERSION, "valid_from": today()})
    return Page(
        form,
        lambda: acts.enter(ANNEX, _entered_annex(form), by=request.user, act=acts.CONFIRM),
        button="Text bestätigen",
        intro=Sentence("Der Text liegt jedem Bescheid bei. {own_words}", own_words=OWN_WORDS),
    )


def _entered_annex(form: FirstAnnexForm) -> AnnexText:
    record: AnnexText = form.save(commit=False)
    return record


def _bodies(request: SignedIn, step: Step, subject: str) -> Page:
    names = acts.bodies_of(acts.confirmed_funds())
    there = set(Body.objects.values_list("key", flat=True))
    if not subject:
        return Page(extra={"parts": [(key, name, key in there) for key, name in names.items()]})
    if subject not in names:
        raise Http404
    if request.method != "POST" and subject in there:
        return Page()
    proposals = body_proposals(PROGRAMMES[programmes_of(subject)[0]].folder).get(subject, {})
    form = FirstBodyForm(sent(request), key=subject, name=names[subject], proposals=proposals)
    return Page(
        form,
        lambda: acts.enter(BODIES, form.entered(), by=request.user, act=acts.CONFIRM),
        button="Gremium bestätigen",
        intro="Wie viele Sitze das Gremium hat und nach welchen Regeln es beschließt. Wer auf den Sitzen sitzt, "
        "wird erst vor der ersten Sitzung gebraucht.",
    )


def _pot(request: SignedIn, step: Step, subject: str) -> Page:
    there = set(Pot.objects.values_list("programme", flat=True))
    if not subject:
        return Page(extra={"parts": _parts_of_funds(there)})
    _insist_on_confirmed(subject)
    if request.method != "POST" and subject in there:
        return Page()
    form = FirstPotForm(sent(request), programme=subject, year=today().year)
    return Page(
        form,
        lambda: acts.enter(POT, form.entered(), by=request.user),
        intro="Das Geld eines Haushaltsjahres für ein Programm. Mehr bewilligt das Programm nicht.",
    )


def _round(request: SignedIn, step: Step, subject: str) -> Page:
    there = set(Round.objects.values_list("programme", flat=True))
    if not subject:
        return Page(extra={"parts": _parts_of_funds(there)})
    _insist_on_confirmed(subject)
    if request.method != "POST" and subject in there:
        return Page()
    form = FirstRoundForm(sent(request), programme=subject, today=today())
    return Page(
        form,
        lambda: acts.open_round(form.entered(), by=request.user),
        button="Förderrunde öffnen",
        intro="Vom ersten bis zum letzten Tag der Runde können Organisationen Anträge einreichen. Sie steht sofort "
        "auf der Startseite.",
    )


def _parts_of_funds(there: Collection[str]) -> list[tuple[str, str, bool]]:
    return [(slug, PROGRAMMES[slug].title, slug in there) for slug in acts.confirmed_funds()]


def _insist_on_confirmed(fund: str) -> None:
    if fund not in acts.confirmed_funds():
        raise Http404


def _is_over(request: SignedIn, step: Step, subject: str) -> bool:
    """Whether nothing is asked any more; what was sent all the same is shown again with the reason against it."""
    _insist_on_no_part(subject)
    return step.done and request.method != "POST"


def _insist_on_no_part(subject: str) -> None:
    if subject:
        raise Http404


PAGES: Mapping[str, Callable[[SignedIn, Step, str], Page]] = {
    OFFICE: _office,
    PEOPLE: _people,
    GUIDELINES: _guidelines,
    RATES: _rates,
    HOLIDAYS: _holidays,
    ANNEX: _annex,
    BODIES: _bodies,
    POT: _pot,
    ROUND: _round,
}
"""Key of a step → its page."""
