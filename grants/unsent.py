"""What somebody typed into a form that cannot be taken now, so that a page can give it back."""

from dataclasses import dataclass, field

from django.http import HttpRequest

SECRETS = frozenset({"code", "credential"})
"""Beside everything that is called password: codes and signatures of a second factor."""
UNTYPED = "csrfmiddlewaretoken"
FRAME = frozenset({"key", "seen", "stamp"})
"""Hidden fields of our forms that nobody typed."""
COUNTS = ("-TOTAL_FORMS", "-INITIAL_FORMS", "-MIN_NUM_FORMS", "-MAX_NUM_FORMS")
LONG = 60
"""Characters from which a text is shown in a box of its own."""


@dataclass(frozen=True)
class Typed:
    """Names and values of a sent form in their order, without its token and without secrets.

    ``whole``: the form can be sent again as it was, because nothing had to be left out.
    """

    fields: list[tuple[str, str]] = field(default_factory=list)
    whole: bool = False

    @property
    def values(self) -> list[str]:
        """What a person typed or chose, without the frame of the form."""
        return [
            value.strip()
            for name, value in self.fields
            if value.strip() and name not in FRAME and not name.endswith(COUNTS)
        ]

    @property
    def texts(self) -> list[str]:
        """The long ones of the values, each to be copied by itself."""
        return [value for value in self.values if _is_long(value)]

    @property
    def words(self) -> list[str]:
        """The short ones of the values."""
        return [value for value in self.values if not _is_long(value)]


def typed_in(request: HttpRequest) -> Typed:
    """What was sent with ``request``. Django bounds the number of fields and their size."""
    if request.method != "POST":
        return Typed()
    sent = [(name, value) for name, values in request.POST.lists() if name != UNTYPED for value in values]
    kept = [(name, value) for name, value in sent if not _is_secret(name)]
    return Typed(kept, whole=bool(kept) and kept == sent and not request.FILES)


def _is_secret(name: str) -> bool:
    return "password" in name or name in SECRETS


def _is_long(value: str) -> bool:
    return len(value) > LONG or "\n" in value
