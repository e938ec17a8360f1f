"""What letters say: the same as their facts, whatever the facts are, and nothing that they must not say."""

import dataclasses
import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.template import base as nodes
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from grants.annex import SHIPPED, filled, marks_of, values_of
from grants.letters import FACTS
from grants.letters.basis import Message, Recipient
from grants.letters.zuwendungsbescheid import PlanLine
from notifications import documents, fonts, letters
from notifications.templatetags import letters as written
from tests.notifications.letter_samples import FULL, PARTIAL, PROGRAMMES, REFUSAL, SAMPLES, key_of
from tests.notifications.reading import boxes, squeeze, words
from workflows.money import in_words
from workflows.period import Period
from workflows.sentence import Sentence

DAY = date(2026, 7, 13)
NUMBER = "WIR2-2026-0042-01"
REMEDY = (
    "Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage beim Verwaltungsgericht Hannover, "
    "Leonhardtstraße 15, 30175 Hannover, erhoben werden."
)
HOSTILE = (
    "<script>alert(1)</script>",
    "{{ awarded }}{% now 'Y' %}",
    "\u202eredro\u202c",
    "' onload=x \"",
    "&amp;<b>",
)

BESCHEIDE = sorted(name for name in SAMPLES if key_of(name) in ("zuwendungsbescheid", "ablehnungsbescheid"))

amounts = st.decimals("0.01", "9999999.99", places=2)
names = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="\u00ad"),
    min_size=1,
    max_size=120,
).map(lambda text: unicodedata.normalize("NFC", " ".join(text.split())) or "x")
days = st.dates(date(2022, 1, 1), date(2040, 12, 31))
few = settings(  # a letter of twelve pages costs a second; shrinking would cost minutes
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def write(name: str, given_facts=None) -> letters.Composed:
    chosen = SAMPLES[name] if given_facts is None else given_facts
    return letters.compose(key_of(name), PROGRAMMES[name], chosen, number=NUMBER, made_on=DAY)


def press(composed: letters.Composed) -> bytes:
    return documents.render(composed.html, number=NUMBER, title=composed.title, made_at=DAY)


def shown(composed: letters.Composed) -> str:
    """Return the HTML's text, squeezed."""
    return squeeze(unescape(re.sub(r"<[^>]*>", " ", composed.html)))


def has(text: str, *sentences: str) -> None:
    for sentence in sentences:
        assert squeeze(fonts.printable(sentence)) in text, sentence


def width(text: str, size: float) -> float:
    """Return the width of a text in Fira Sans in mm; lining figures differ a little from these."""
    with TTFont(fonts.faces()[0].file, lazy=True) as font:
        shapes, advances = font.getBestCmap(), font["hmtx"]
        return (
            sum(advances[shapes[ord(char)]][0] for char in text) / font["head"].unitsPerEm * size / 72 * 25.4
        )


grants_strategy = st.builds(
    lambda title, grantee, lines, extra, awarded, more, posted, due: dataclasses.replace(
        PARTIAL,
        title=title,
        grantee=grantee,
        recipient=Recipient(lines=(grantee, *lines, "30179 Hannover")),
        awarded=awarded,
        requested=awarded + more,
        purpose=extra,
        decided_on=posted,
        proof_due=due,
        plan=(
            PlanLine(side="expense", number="1", label=extra, requested=awarded + more, approved=awarded,
                           in_kind=False),
            PlanLine(side="income", number="2", label=title, requested=awarded + more, approved=awarded,
                           in_kind=True),
        ),
    ),
    names, names, st.lists(names, max_size=4), names, amounts, st.sampled_from([Decimal("0.00"), Decimal("900.00")]),
    days, days,
)  # fmt: skip


@pytest.mark.slow
@given(grants_strategy)
@few
def test_zuwendungsbescheid_says_what_its_facts_say(grant):
    text = words(press(write("zuwendungsbescheid", grant)))
    has(text, written.eur(grant.awarded), f"(in Worten: {in_words(grant.awarded)})", REMEDY)
    has(text, "bewillige ich", f"für das Projekt „{grant.title}“ verwendet werden: {grant.purpose}")
    due, period = (
        written.day(grant.proof_due),
        f"{written.day(grant.period_from)} bis {written.day(grant.period_to)}",
    )
    has(
        text,
        f"Verwendungsnachweis vorzulegen bis {due}",
        "den Verwendungsnachweis (Anlage 5)",
        f"spätestens bis zum {due}",
    )
    has(text, f"Bewilligungszeitraum {period}", f"vom {written.day(grant.decided_on)} über die Förderung")
    has(text, "".join(grant.recipient.lines), "§§ 23 und 44", "§ 49a VwVfG", "in Höhe von")
    assert (squeeze("lehne ich ihn ab") in text) == grant.partial
    assert (squeeze("Warum nicht der volle Betrag") in text) == grant.partial


@pytest.mark.slow
@given(grants_strategy)
@few
def test_address_and_amounts_stay_in_their_place(grant):
    pdf = press(write("zuwendungsbescheid", grant))
    first = boxes(pdf, 0)
    address = "".join(text for x, y, _, text in first if 20 <= x < 106 and 55 < y <= 90.5)
    has(squeeze(address), "".join(grant.recipient.lines))
    assert all(y <= 90.5 or y > 98 for x, y, _, _ in first if x < 106)
    for page in range(2, 6):
        for x, _, size, text in boxes(pdf, page):
            if re.fullmatch(r"[\d.]+,\d\d\s€", text.strip()) and x > 150:
                assert 187.5 <= x + width(text.strip(), size) <= 190.8


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_letter_and_mail_can_be_written(name):
    composed = write(name)
    assert composed.subject
    assert "\n" not in composed.subject
    assert SAMPLES[name].case_number in composed.subject + composed.body_text or name == "einladung"
    assert SAMPLES[name].link in composed.body_text
    assert "\n\n\n" not in composed.body_text
    assert (composed.html is None) == (isinstance(SAMPLES[name], Message))


def test_bescheide_end_with_the_minimal_remedy_text_and_no_word_about_form():
    for name in (*BESCHEIDE, "abrufablehnung"):
        html = write(name).html
        section = re.search(r"Rechtsbehelfsbelehrung</h2>(.*?)</div>", html, re.DOTALL)[1]
        assert " ".join(re.sub(r"<[^>]*>", "", section).split()) == REMEDY
    for name in ("eingangsbestaetigung", "nachforderung", "auszahlungsmitteilung", "abschlussmitteilung"):
        assert "Rechtsbehelfsbelehrung" not in write(name).html


@pytest.mark.parametrize("name", BESCHEIDE)
def test_office_decides_and_no_votes_are_told(name):
    text = write(name).html
    assert not re.search(r"(ausschuss|kuratorium|gremium)\W+(bewilligt|lehnt)", text, re.IGNORECASE)
    assert not re.search(r"\b(Ja-|Nein-)?Stimmen?\b|Enthaltung|einstimmig|mehrheitlich", text)


def test_kind_of_financing_is_told_in_its_own_words():
    fixed, share = shown(write("zuwendungsbescheid-teilweise")), shown(write("zuwendungsbescheid"))
    has(
        fixed,
        f"eine Zuwendung in Höhe von {written.eur(PARTIAL.awarded)}",
        "Festbetragsfinanzierung",
        "Verbindlich sind die Arten der Ausgaben",
    )
    has(
        share,
        f"eine Zuwendung bis zu {written.eur(FULL.awarded)}",
        f"der zuwendungsfähigen Gesamtausgaben (gerundet {written.percent(FULL.rate)}), "
        f"höchstens {written.eur(FULL.awarded)}",
    )
    assert squeeze("Anteilfinanzierung") not in fixed
    assert squeeze("Die Zuwendung beträgt fest") not in share


def test_conditions_and_obligations_stand_apart():
    text = shown(write("zuwendungsbescheid"))
    conditions, obligations = text.index(squeeze("6.1 Bedingungen")), text.index(squeeze("6.2 Auflagen"))
    assert conditions < text.index(squeeze(FULL.conditions[0])) < obligations
    assert obligations < text.index(squeeze(FULL.obligations[0])) < text.index(squeeze("6.3 Vorbehalte"))


@pytest.mark.parametrize(
    ("within", "after", "end"),
    [
        ("1 month", "eines Monats", "des 1. Monats"),
        ("3 months", "von drei Monaten", "des 3. Monats"),
        ("8 weeks", "von acht Wochen", "der 8. Woche"),
    ],
)
def test_the_annex_names_the_period_of_the_guideline(within, after, end):
    other = dataclasses.replace(FULL, proof_within=Period.read(within))
    lines = filled(SHIPPED, marks_of(other), values_of(other))
    text = shown(write("zuwendungsbescheid", dataclasses.replace(other, annex=lines)))
    has(text, f"innerhalb {after} nach Erfüllung des Zwecks", f"bis zum Ablauf {end} nach dem Ende")
    assert squeeze("sechs Monat") not in text


@pytest.mark.parametrize("key", ["zuwendungsbescheid", "auszahlungsmitteilung"])
def test_letters_of_a_grant_paid_at_once_ask_nobody_to_call_for_it(key):
    composed = write(f"{key}-in_einer_summe")
    for text in (shown(composed), composed.body_text):
        assert "abruf" not in text.lower()
        assert "abgerufen" not in text.lower()
        assert "rufen Sie" not in text


def test_the_award_of_a_grant_paid_at_once_says_that_it_comes_in_one_sum():
    text = shown(write("zuwendungsbescheid-in_einer_summe"))
    has(
        text,
        "Ich zahle die ganze Zuwendung in einer Summe aus, ohne dass Sie dafür etwas tun müssen.",
        "Verwenden Sie das Geld im Bewilligungszeitraum",
        "3 Rechtsbehelfsverzicht · 4 Verwendungsnachweis",
        "Anlage 3: Erklärung zum Rechtsbehelfsverzicht",
        "Anlage 4: Verwendungsnachweis",
        "1.4 Die Zuwendung wird in einer Summe ausgezahlt",
    )


def test_the_award_says_where_the_check_found_other_figures_than_the_plan():
    text = shown(write("zuwendungsbescheid-teilweise"))
    assert squeeze("maßgeblich ist das Ergebnis meiner Prüfung") not in text
    assert FULL.eligible != FULL.planned
    has(
        shown(write("zuwendungsbescheid")),
        f"Die zuwendungsfähigen Gesamtausgaben betragen {written.eur(FULL.eligible)}. "
        f"Der Finanzierungsplan weist {written.eur(FULL.planned)} als",
    )


def test_the_closing_tells_what_lapses_and_what_was_paid_back():
    sample = SAMPLES["abschlussmitteilung"]
    assert sample.rest == sample.recognised - sample.paid > 0
    lapses = (
        f"Vom anerkannten Betrag haben Sie {written.eur(sample.rest)} nicht abgerufen. Dieser Rest verfällt"
    )
    has(shown(write("abschlussmitteilung")), lapses, "Weitere Zahlungen sind damit nicht offen.")
    paid = dataclasses.replace(sample, rest=Decimal(0), paid=sample.recognised)
    assert squeeze("verfällt") not in shown(write("abschlussmitteilung", paid))
    back = SAMPLES["abschlussmitteilung-erstattet"]
    told = f"Den Betrag von {written.eur(back.refunded)} haben Sie bereits erstattet."
    has(shown(write("abschlussmitteilung-erstattet")), told)
    assert squeeze("bereits erstattet") not in shown(write("abschlussmitteilung"))


@pytest.mark.parametrize("key", ["zuwendungsbescheid", "ablehnungsbescheid"])
def test_guideline_is_cited_as_it_is_titled_with_its_version_once(key):
    sample = dataclasses.replace(SAMPLES[key], guideline="Richtlinie in der Fassung von 2025")
    text = shown(write(key, sample))
    has(text, "Richtlinie in der Fassung von 2025")
    assert text.count(squeeze("Fassung von 2025")) == text.count(squeeze("Richtlinie in der Fassung"))
    assert squeeze("2025, Fassung") not in text


def test_waiver_names_the_bescheid_all_signatories_and_the_refused_part():
    text = shown(write("zuwendungsbescheid-teilweise"))
    waiver = text[
        text.index(squeeze("Anlage 4: Erklärung")) : text.index(squeeze("Anlage 5: Verwendungsnachweis"))
    ]
    has(
        waiver,
        "vom 13. Juli 2026",
        NUMBER,
        "unwiderruflich",
        *PARTIAL.signatories,
        f"in Höhe von {written.eur(PARTIAL.requested - PARTIAL.awarded)} ab",
    )
    assert len(PARTIAL.signatories) == 2
    assert squeeze("auch diese Ablehnung") not in shown(write("zuwendungsbescheid"))


def test_partial_award_without_reasons_is_refused():
    with pytest.raises(ValueError, match="§ 39"):
        dataclasses.replace(PARTIAL, partial_reasons=())
    with pytest.raises(ValueError, match="rate"):
        dataclasses.replace(PARTIAL, kind="anteil")


def test_refusal_counts_competitors_but_formal_refusal_names_no_body():
    has(shown(write("ablehnungsbescheid")), f"lagen {REFUSAL.applications} Anträge vor", *REFUSAL.reasons)
    assert squeeze("Anträge vor") not in shown(write("ablehnungsbescheid-allein"))
    formal = shown(write("ablehnungsbescheid-formal"))
    assert squeeze("Das Gremium") not in formal
    has(formal, "keinem Gremium vorgelegt")


def test_a_refused_call_tells_what_was_called_why_not_and_that_the_award_stays():
    call, text = SAMPLES["abrufablehnung"], shown(write("abrufablehnung"))
    has(
        text,
        f"Ihren {call.call_number}. Mittelabruf vom {written.day(call.filed_on)} über 900,00 € "
        "(in Worten: neunhundert Euro) lehne ich ab.",
        f"Der Zuwendungsbescheid vom {written.day(call.decision_on)} bleibt unverändert.",
        *(f"„{need}“" for need in call.need),
        "Davon ist bisher nichts ausgezahlt.",
        *call.reasons,
    )
    parts = [text.index(squeeze(head)) for head in ("1 Entscheidung", "2 Sachverhalt", "3 Begründung")]
    assert parts == sorted(parts)
    later = SAMPLES["abrufablehnung-danach"]
    has(shown(write("abrufablehnung-danach")), f"Davon sind bisher {written.eur(later.paid)} ausgezahlt.")


def test_a_payment_of_less_tells_why_and_one_of_the_whole_does_not():
    less = SAMPLES["auszahlungsmitteilung"]
    has(shown(write("auszahlungsmitteilung")), f"Warum der Betrag vom Abruf abweicht: {less.deviation}")
    assert squeeze("Warum der Betrag") not in shown(write("auszahlungsmitteilung-ganz"))


def test_hostile_text_stays_text():
    text = " ".join(HOSTILE)
    composed = write(
        "zuwendungsbescheid", dataclasses.replace(PARTIAL, title=text, purpose=text, obligations=HOSTILE)
    )
    assert "<script>" not in composed.html
    assert "<b>" not in composed.html
    printed = words(press(composed))
    for hostile in HOSTILE:
        has(printed, hostile)
        assert squeeze(hostile) in squeeze(composed.body_text)


def test_subject_holds_no_line_break_from_a_title():
    mail = dataclasses.replace(SAMPLES["erinnerung"], subject=Sentence("Frist\r\nBcc: wer@beispiel.example"))
    assert (
        write("erinnerung", mail).subject
        == f"Erinnerung: Frist Bcc: wer@beispiel.example ({mail.case_number})"
    )


def test_time_of_receipt_is_hannovers():
    late = datetime(2026, 5, 28, 21, 59, 59, tzinfo=UTC)
    receipt = dataclasses.replace(SAMPLES["eingangsbestaetigung"], received_at=late)
    has(shown(write("eingangsbestaetigung", receipt)), "28. Mai 2026, 23:59 Uhr")


def test_blank_in_a_template_is_refused():
    with pytest.raises(letters.BlankInLetter):
        letters._write(letters._engine("html").from_string("{{ nobody_knows }}"), {})


TEXTS = [
    (key, kind) for key, kept in FACTS.items() for kind in ("txt", "html")[: 2 - issubclass(kept, Message)]
]


@pytest.mark.parametrize(("key", "kind"), TEXTS)
def test_templates_ask_only_for_what_the_facts_have(key, kind):
    known = letters.names_of(FACTS[key]) | {"number", "made_on", "subject", "forloop", "block"}
    fund = "wir20-kleinprojekt"
    asked = set(_asked(letters._find(key, fund, kind).nodelist, letters._engine(kind, fund)))
    if issubclass(FACTS[key], Message):
        known |= {"signature"}  # the closing that all mails share asks whether there is one
    assert asked - known == set()


def _asked(nodelist, engine, local=frozenset()):
    """Yield the first names of all variables in a template, with its parents and parts, also those in conditions."""
    for node in nodelist:
        for name in _direct(node):
            if name not in local:
                yield name
        inner = local | set(getattr(node, "loopvars", ()))
        for part in ("nodelist", "nodelist_loop", "nodelist_empty"):
            yield from _asked(getattr(node, part, ()), engine, inner)
        for condition, branch in getattr(node, "conditions_nodelists", ()):
            yield from (name for name in _condition(condition) if name not in local)
            yield from _asked(branch, engine, inner)
        for other in ("parent_name", "template"):
            expression = getattr(node, other, None)
            if isinstance(expression, nodes.FilterExpression):
                yield from _asked(engine.get_template(expression.resolve({})).nodelist, engine, inner)


def _direct(node):
    expressions = [getattr(node, "filter_expression", None), getattr(node, "sequence", None)]
    for expression in expressions:
        if isinstance(expression, nodes.FilterExpression):
            yield from _names(expression)


def _names(expression):
    found = [expression.var] + [value for _, args in expression.filters for is_var, value in args if is_var]
    yield from (
        variable.lookups[0] for variable in found if isinstance(variable, nodes.Variable) and variable.lookups
    )


def _condition(condition):
    if condition is None:
        return
    if isinstance(getattr(condition, "value", None), nodes.FilterExpression):
        yield from _names(condition.value)
    for side in ("first", "second"):
        yield from _condition(getattr(condition, side, None))


def test_an_interim_proof_is_not_asked_for_by_a_day_that_is_over():
    """The change is granted in May; the proof was due on 31 March."""
    text = squeeze(write("aenderungsbescheid-zwischennachweis_steht_aus").html or "")
    assert (
        squeeze("Der Zwischennachweis über das Jahr 2026 steht noch aus; bitte legen Sie ihn umgehend vor")
        in text
    )
    assert squeeze("31. März 2027") not in text
