"""What tests of the post office ask for: an archive of their own, ground to stand on, a case that was sent.

Records are imported inside the fixtures: this file is read before Django is set up.
"""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_archive(settings, tmp_path: Path) -> None:
    """Files of a test lie in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def mailbox(settings) -> None:
    """Mails are kept in the database, as in a trial."""
    settings.EMAIL_BACKEND = "notifications.mailbox.EmailBackend"


@pytest.fixture
def ground(db: None) -> Any:
    """Guidelines, office, staff and body. Nobody consumes the broker in memory: the test says when work is done."""
    from demo.stories.ground import lay_ground
    from tests.pictures import pictured

    return pictured("ground", lay_ground)


@pytest.fixture
def submitted(ground: Any) -> Any:
    """A case that was sent; its letter is not made yet."""
    from tests.notifications.cases import make_story, submit_story
    from tests.pictures import pictured

    return pictured("submitted", lambda: submit_story(make_story(ground)))


@pytest.fixture
def released(submitted: Any, mailbox: None) -> Any:
    """A case whose Bescheid is released, archived, and waits to be printed."""
    from notifications import outbox
    from tests.notifications.cases import lead_to_release
    from tests.pictures import pictured

    def release() -> Any:
        lead_to_release(submitted)
        outbox.settle()
        return submitted

    return pictured("released", release)
