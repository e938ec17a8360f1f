"""What tests of the log ask for: an export that they tamper with.

Records are imported inside the fixture: this file is read before Django is set up.
"""

import json

import pytest


@pytest.fixture(scope="session")
def exported(django_db_setup, django_db_blocker) -> list[dict]:
    """The export of a long story beside two short ones, sealed three times, with one erased person; tests copy it."""
    from django.core.management import call_command
    from django.test import override_settings

    from grants.actions import export
    from grants.actions.seals import seal_day
    from tests.grants.logged import erase, lay_town, long_story, story_of, tell_check

    with django_db_blocker.unblock(), override_settings(ROOT_URLCONF="tests.grants.addresses"):
        call_command("flush", interactive=False, verbosity=0)
        story = long_story()
        for number in (1, 2):
            other = story_of(lay_town(), f"Verein {number} e. V.", f"Vorhaben {number}", "verein")
            other.call.closes_on = other.day
            tell_check(other)
        erase(story)
        seal_day(story.now().replace(year=2039))
        rows = [json.loads(line) for line in export.lines()]
        call_command("flush", interactive=False, verbosity=0)
    return rows
