"""A case of which some facts were read answers for these and for no other."""

import pytest

from workflows.case import Case, NotLoaded, changed, loaded


def test_a_fact_that_was_not_read_raises_and_never_answers_with_its_default():
    case = loaded({"stage": "draft", "reserved": 5})
    assert (case.stage, case.reserved) == ("draft", 5)
    for name in Case.__dataclass_fields__.keys() - {"stage", "reserved"}:
        with pytest.raises(NotLoaded, match=name):
            getattr(case, name)


def test_what_follows_from_facts_raises_with_them():
    assert loaded({"called": 0}).nothing_called
    with pytest.raises(NotLoaded, match="claim"):
        _ = loaded({"called": 0}).claim_limit


def test_a_changed_case_knows_what_it_knew_and_what_was_changed():
    case = changed(loaded({"stage": "draft"}), reserved=7)
    assert (case.stage, case.reserved) == ("draft", 7)
    with pytest.raises(NotLoaded):
        _ = case.paid


def test_a_case_takes_no_fact_that_it_does_not_have():
    with pytest.raises(TypeError, match="wishes"):
        loaded({"wishes": 3})


def test_cases_are_equal_that_know_the_same():
    assert loaded({"stage": "draft"}) == loaded({"stage": "draft"})
    assert loaded({"stage": "draft"}) != loaded({"stage": "draft", "paid": 0})
    assert "draft" in repr(loaded({"stage": "draft"}))
