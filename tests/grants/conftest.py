"""What tests of the log and of the pages ask for: an export that they tamper with, and a running case.

Records are imported inside the fixture: this file is read before Django is set up.
"""

import json

import pytest


@pytest.fixture(scope="session")
def exported(django_db_setup, django_db_blocker) -> list[dict]:
    """The export of a long story beside two short ones, sealed three times, with one erased person; tests copy it."""
    from django.core.management import call_command

    from grants.actions import export
    from grants.actions.seals import seal_day
    from tests.grants.logged import erase, lay_town, long_story, story_of, tell_check
    from tests.pictures import once_in_a_run

    def make() -> list[dict]:
        call_command("flush", interactive=False, verbosity=0)
        try:
            story = long_story()
            for number in (1, 2):
                other = story_of(lay_town(), f"Verein {number} e. V.", f"Vorhaben {number}", "verein")
                other.round.closes_on = other.day
                tell_check(other)
            erase(story)
            seal_day(story.now().replace(year=2039))
            return [json.loads(line) for line in export.lines()]
        finally:
            call_command("flush", interactive=False, verbosity=0)

    with django_db_blocker.unblock():
        return once_in_a_run("exported log", make)


@pytest.fixture
def running(case_in, settings, tmp_path):
    """A running case and the letters of its story in a folder of their own."""
    from notifications.outbox import settle
    from workflows.stages import Stage

    settings.MEDIA_ROOT = tmp_path
    story = case_in(Stage.RUNNING)
    story.settle = settle
    return story
