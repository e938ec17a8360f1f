"""The funds as a record may name them."""

from workflows.programmes import PROGRAMMES


def programme_choices() -> list[tuple[str, str]]:
    """Slug and title of every fund; asked for anew each time, so that a new fund needs no migration."""
    return [(slug, programme.title) for slug, programme in PROGRAMMES.items()]
