"""What tests of the post office ask for: an archive of their own, ground to stand on, a case that was sent.

Records are imported inside the fixtures: this file is read before Django is set up.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def own_archive(settings, tmp_path: Path) -> None:
    """Files of a test lie in its own folder; links need the addresses of cases."""
    settings.MEDIA_ROOT = tmp_path / "media"
    if find_spec("grants.urls") is None:
        settings.ROOT_URLCONF = "tests.notifications.addresses"


@pytest.fixture
def mailbox(settings) -> None:
    """Mails are kept in the database, as in a trial."""
    settings.EMAIL_BACKEND = "notifications.mailbox.EmailBackend"


@pytest.fixture
def ground(transactional_db: None) -> Any:
    """Guidelines, office, staff and body. Nobody consumes the broker in memory: the test says when work is done."""
    from grants.stories.ground import lay_ground

    return lay_ground()


@pytest.fixture
def submitted(ground: Any) -> Any:
    """A case that was sent; its letter is not made yet."""
    from tests.notifications.cases import make_story, submit_story

    return submit_story(make_story(ground))
