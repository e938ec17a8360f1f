"""Every fund of the house, in one list."""

from workflows.machine import Programme
from workflows.programmes.gesellschaftsfonds import Gesellschaftsfonds
from workflows.programmes.wir20_grossprojekt import Wir20Grossprojekt
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt

PROGRAMMES: dict[str, type[Programme]] = {
    programme.slug: programme for programme in (Wir20Kleinprojekt, Wir20Grossprojekt, Gesellschaftsfonds)
}


def programmes_of(body: str) -> list[str]:
    """The slugs of the programmes about whose cases the body with this key resolves."""
    return [slug for slug, programme in PROGRAMMES.items() if programme.body == body]
