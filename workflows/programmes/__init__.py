"""Every fund of the house, in one list."""

from workflows.machine import Programme
from workflows.programmes.wir20_kleinprojekt import Wir20Kleinprojekt

PROGRAMMES: dict[str, type[Programme]] = {programme.slug: programme for programme in (Wir20Kleinprojekt,)}
