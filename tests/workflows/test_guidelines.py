"""Terms and base rates from their files: each value with its source, and a bad file refused with file and line."""

import shutil
import tomllib
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal

import pytest

from workflows.case import OwnShare, Terms
from workflows.datafiles import TAGS, DataFileError, read
from workflows.guidelines import CONTRADICTIONS, SHARED, contradictions, load
from workflows.period import Period, Unit
from workflows.programmes import PROGRAMMES
from workflows.rules.interest import BASE_RATES, load_base_rates

KLEIN, GROSS = "wir20-kleinprojekt", "wir20-grossprojekt"


@pytest.fixture
def folder(tmp_path):
    for slug in (KLEIN, GROSS):
        (tmp_path / slug).mkdir()
        shutil.copy(PROGRAMMES[slug].folder / "terms.toml", tmp_path / slug)
    return tmp_path


def refusal(folder, old, new, slug=KLEIN):
    """What the loader says after the last ``old`` became ``new`` in the terms of a fund, and the line it names."""
    file = folder / slug / "terms.toml"
    before, found, after = file.read_text(encoding="utf-8").rpartition(old)
    assert found
    file.write_text(before + new + after, encoding="utf-8")
    with pytest.raises(DataFileError) as raised:
        load(folder / slug)
    assert raised.value.file == f"{slug}/terms.toml"
    assert str(raised.value).startswith(f"{slug}/terms.toml, line {raised.value.line}: ")
    return raised.value.line, raised.value.reason


def line(folder, key, slug=KLEIN):
    """The last line that begins with ``key``: of the newest version."""
    lines = (folder / slug / "terms.toml").read_text(encoding="utf-8").splitlines()
    return max(number for number, text in enumerate(lines, 1) if text.startswith(key))


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES)
def test_every_shipped_value_has_a_source_and_says_how_sure_it_is(programme):
    names = {field.name for field in fields(Terms)} - {"version"}
    for guideline in programme.guidelines:
        assert set(guideline.origins) == names
        assert all(origin.source and origin.tag in TAGS for origin in guideline.origins.values())


def test_the_shipped_values_are_those_of_the_guidelines():
    klein = PROGRAMMES["wir20-kleinprojekt"]
    assert [terms.version for terms in klein.versions] == ["2022", "2025"]
    assert (klein.terms_for("2022").cap, klein.terms_for("2025").cap) == (Decimal(5000), Decimal(10000))
    assert klein.terms_for("2025").own_share_percent == Decimal(20)
    assert klein.terms_for("2025").valid_from == date(2025, 7, 1)
    contests = PROGRAMMES["gesellschaftsfonds"]
    assert [t.version for t in contests.versions] == [
        *("1", "2", "4", "5", "6", "8", "9", "10", "11", "12", "13", "14"),
        "neu",
    ]
    assert contests.terms_for("1").advising_body == "Migrationsausschuss"
    assert contests.terms_for("14").cap == Decimal(20000)
    with pytest.raises(KeyError):
        contests.terms_for("3")


def test_a_value_that_is_left_out_is_named_with_its_version(folder):
    where = line(folder, "[[version]]")
    assert refusal(folder, "cap = {", "# cap = {") == (where, "„cap“ is left out")


def test_a_fund_without_a_version_is_refused(folder):
    file = folder / KLEIN / "terms.toml"
    file.write_text("# nothing yet\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"there is no \[\[version\]\]"):
        load(folder / KLEIN)
    file.write_text('title = "Ohne Fassung"\n', encoding="utf-8")
    with pytest.raises(DataFileError, match="line 1: „title“ is not known here"):
        load(folder / KLEIN)


def test_a_value_without_source_or_tag_is_refused_on_its_line(folder):
    where = line(folder, "cap")
    assert refusal(folder, 'source = "B23, Q2", ', "") == (where, "„source“ is left out")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("value = 10000, source = \"B23", "value = \"viel\", source = \"B23", "„cap“ is no amount"),
        ("value = 10000, source = \"B23", "value = true, source = \"B23", "„cap“ is no amount"),
        ("value = 10000, source = \"B23", "value = 10000.001, source = \"B23", "„cap“ is no amount of whole cents"),
        ("value = 10000, source = \"B23", "value = 0, source = \"B23", "the cap is no amount (cap)"),
        ("value = 10000, source = \"B23", "value = -1, source = \"B23", "„cap“ is negative"),
        ("value = 10000, source = \"B23", "unknown = true, source = \"B23", "„cap“ must be known"),
        ("value = 10000, source = \"B23", "source = \"B23", "either a value or unknown = true"),
        ('source = "B23, Q2", tag = "I"', 'source = "B23, Q2", tag = "X"', "„X“ is none of S, S-partial, M, I"),
        ('source = "B23, Q2", tag = "I"', 'source = "B23, Q2", tag = "I", note = "?"', "„note“ is not known here"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_on_its_line(folder, old, new, reason):
    where = line(folder, "cap")
    assert refusal(folder, old, new) == (where, reason)


def test_a_file_that_contradicts_itself_is_refused(folder):
    where = line(folder, "fixed_with_share_up_to")
    line_no, reason = refusal(
        folder, "fixed_with_share_up_to = { value = 10000", "fixed_with_share_up_to = { value = 4999"
    )
    assert (line_no, reason.split(" (")[0]) == (
        where,
        "Festbetrag with the own share ends before Festbetrag without it",
    )


def test_a_percentage_is_at_most_the_whole(folder):
    where = line(folder, "own_share_percent")
    assert refusal(folder, "value = 20, source", "value = 101, source")[0] == where


def test_a_key_that_is_not_known_or_written_twice_is_refused_on_its_line(folder):
    file = folder / KLEIN / "terms.toml"
    text = file.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    file.write_text(text + 'cap = { value = 1, source = "x", tag = "I" }\n', encoding="utf-8")
    with pytest.raises(DataFileError, match=f"^{KLEIN}/terms.toml, line {lines + 1}: "):
        load(folder / KLEIN)
    file.write_text(text, encoding="utf-8")
    where = line(folder, "cap")
    assert refusal(folder, "cap = {", "kap = {") == (where, "„kap“ is not known here")


def test_a_measure_that_holds_less_than_one_project_is_refused(folder):
    where = line(folder, "measure_cap", GROSS)
    said = refusal(folder, "measure_cap = { value = 50000", "measure_cap = { value = 49999.99", GROSS)
    assert (said[0], said[1].split(" (")[0]) == (where, "a measure holds less than one project of it may get")


def test_two_tables_of_one_version_are_refused(folder):
    where = line(folder, "version")
    assert refusal(folder, 'version = "2025"', 'version = "2022"') == (
        where,
        "there is another version „2022“",
    )


def test_a_value_over_several_lines_is_found_where_it_begins(tmp_path):
    file = tmp_path / "long.toml"
    file.write_text('one = 1\ntwo = """\ncap = 3\n"""\n\n[three]\nfour = [\n  5,\n]\n', encoding="utf-8")
    found = read(file)
    assert found.line_of("two") == 2
    assert found.line_of("three", "four") == 7
    assert found.line_of("three", "four", 0) == 7
    assert found.line_of("cap") == 9  # only a text, no key: what is not there would be added at the end


def test_the_base_rates_are_in_order_and_each_has_its_source(tmp_path):
    assert BASE_RATES[0] == (date(2016, 7, 1), Decimal("-0.88"))
    assert [day for day, _ in BASE_RATES] == sorted({day for day, _ in BASE_RATES})
    file = tmp_path / "base_rates.toml"
    good = '[[rate]]\nvalid_from = 2025-01-01\npercent = 2.27\nsource = "B"\ntag = "M"\n'
    file.write_text(good + good.replace("2025", "2024"), encoding="utf-8")
    with pytest.raises(DataFileError, match=r"/base_rates\.toml, line 7: the days are not in order"):
        load_base_rates(file)
    file.write_text(good + good.replace("2025", "2026").replace("2.27", '"viel"'), encoding="utf-8")
    with pytest.raises(DataFileError, match=r"line 6: a rate needs"):
        load_base_rates(file)
    file.write_text("", encoding="utf-8")
    with pytest.raises(DataFileError, match="there is no rate"):
        load_base_rates(file)


def test_defaults_of_terms_are_those_that_all_guidelines_share():
    shared = tomllib.loads(SHARED.read_text(encoding="utf-8"), parse_float=Decimal)
    known = {name: said.get("value") for name, said in shared.items()}
    defaults = {f.name: f.default for f in fields(Terms) if f.default is not MISSING}
    assert {
        name: str(value) if isinstance(value, Period) else value for name, value in defaults.items()
    } == known


PERIOD = 'documents_period = { value = "3 weeks", source = "x", tag = "I" }\n'


@pytest.mark.parametrize(
    ("added", "reason"),
    [
        (PERIOD.replace('"3 weeks"', "21"), "„documents_period“ is no period"),
        (
            PERIOD.replace("3 weeks", "3 Wochen"),
            "„3 Wochen“ is no period: a number and days, working days, weeks, months or years",
        ),
        (PERIOD.replace("3 weeks", "0 days"), "the period ends before it begins (documents_period)"),
        ("minimum = { value = 0, X }\n", "the minimum is no amount (minimum)"),
        (
            "minimum = { value = 10000.01, X }\n",
            "at least more must be requested than anybody may get (minimum, cap)",
        ),
        ('own_share = { value = "perhaps", X }\n', "an own share is none, wanted or needed (own_share)"),
        (
            'receipts_kept = { value = "121 months", X }\n',
            "the file is erased before the receipts may be (retention, receipts_kept)",
        ),
    ],
)
def test_what_a_version_adds_wrongly_is_refused_on_its_line(folder, added, reason):
    where = line(folder, "cap")
    added = added.replace("X }", 'source = "x", tag = "I" }')
    assert refusal(folder, "cap = {", f"{added}cap = {{") == (where, reason)


@pytest.mark.parametrize(
    ("mode", "percent", "reason"),
    [
        ("none", "20", "no own share is asked for, but a percentage of it"),
        ("needed", "0", "an own share is needed, but no percentage says how much"),
    ],
)
def test_own_share_and_its_percentage_belong_together(folder, mode, percent, reason):
    where = line(folder, "own_share_percent") + 1
    added = f'own_share = {{ value = "{mode}", source = "x", tag = "I" }}\nown_share_percent = {{ value = {percent},'
    assert refusal(folder, "own_share_percent = { value = 20,", added) == (
        where,
        f"{reason} (own_share_percent, own_share)",
    )


def test_what_fits_is_read(folder):
    file = folder / KLEIN / "terms.toml"
    added = (
        f'{PERIOD}minimum = {{ value = 10000, source = "x", tag = "I" }}\n'
        'own_share = { value = "needed", source = "x", tag = "I" }\n'
        'payout_grace = { value = "0 working days", source = "x", tag = "I" }\n'
        'receipts_kept = { value = "120 months", source = "x", tag = "I" }\n'
    )
    before, found, after = file.read_text(encoding="utf-8").rpartition("cap = {")
    file.write_text(before + added + found + after, encoding="utf-8")
    terms = load(folder / KLEIN)[-1].terms
    assert (terms.documents_period, terms.minimum, terms.own_share) == (
        Period(3, Unit.WEEKS),
        Decimal(10000),
        OwnShare.NEEDED,
    )


def test_form_tells_every_contradiction_in_german_at_its_value():
    said = vars(PROGRAMMES[KLEIN].versions[-1])
    assert contradictions(said) == []
    assert contradictions(said | {"own_share": "none"}) == [
        ("own_share_percent", "Wo keine Eigenbeteiligung verlangt wird, ist ihr Prozentsatz 0.")
    ]
    assert all(sentence.endswith(".") for *_, sentence in CONTRADICTIONS)
