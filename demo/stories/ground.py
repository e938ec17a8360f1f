"""What must be there before anybody can apply: guidelines, base rates, the office, its people, the bodies."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from grants.models import BaseRate, Body, Function, Guideline, OfficeData, Pot, Round, Seat, User
from grants.models.canonical import terms_to_text
from grants.models.money import to_cents
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.rules.interest import BASE_RATES
from workflows.wording import body_names

SINCE = date(2009, 1, 1)
EXAMPLES_UNTIL = 2040
"""The stories bring invented base rates for the half-years up to this one, and say that they are invented."""
STAFF = {
    "beratung": ("Berater*in Beispiel", Role.ADVISOR),
    "sachbearbeitung": ("Sachbearbeitung Beispiel", Role.CASEWORKER),
    "leitung": ("Leitung Beispiel", Role.LEAD),
    "geschaeftsstelle": ("Geschäftsstelle Beispiel", Role.OFFICE),
    "feststellung": ("Feststellung Beispiel", Role.CERTIFIER),
    "anordnung": ("Anordnung Beispiel", Role.ORDERER),
    "kasse": ("Stadtkasse Beispiel", Role.TREASURY),
    "pruefamt": ("Rechnungsprüfungsamt Beispiel", Role.AUDITOR),
    "datenschutz": ("Datenschutz Beispiel", Role.DPO),
}
"""Functions of the demonstration, not people: nobody real is meant."""
SEATS = ("Fachbereichsleitung", "Verwaltung", "Politik", "Stadtgesellschaft I", "Stadtgesellschaft II")
KURATORIUM = (
    *(f"Verwaltung {number}" for number in range(3, 9)),
    *(f"Ratspolitik {number}" for number in range(2, 6)),
    *(f"Stadtgesellschaft {number}" for number in range(3, 14)),
)
"""Its other seats: the five of the Arbeitsausschuss come from its own ranks, 26 in all (facts.md B4)."""
JURY = ("Kuratorin", "Jury I", "Jury II", "Jury III")
MEMBERS = {"arbeitsausschuss": SEATS, "kuratorium": (*SEATS, *KURATORIUM), "jury": JURY}
"""Key of a body → its seats; of the council bodies only the results are recorded."""
OTHERS = ("Vorsitz", "Mitglied I", "Mitglied II")
"""The seats of every other body."""
DOMAIN = "beispiel.example"


@dataclass(frozen=True)
class Ground:
    """The people and bodies that a story needs."""

    staff: dict[str, User]
    members: list[User]
    body: Body
    """The Arbeitsausschuss."""
    bodies: dict[str, Body]

    @property
    def seats(self) -> list[Seat]:
        """The seats of the Arbeitsausschuss, the chair first."""
        return seats_of(self.body)


def lay_ground() -> Ground:
    """Make guidelines, rates, office data, staff and bodies, once; a second call finds them."""
    _guidelines()
    _office()
    staff = {key: _person(key, name, role) for key, (name, role) in STAFF.items()}
    names = {key: name for programme in PROGRAMMES.values() for key, name in body_names(programme).items()}
    bodies = {key: _body(key, name) for key, name in names.items()}
    for key, body in bodies.items():
        for number, label in enumerate(MEMBERS.get(key, OTHERS), 1):
            _member(body, _key_of_member(key, number), number, label)
    deciding = bodies["arbeitsausschuss"]
    return Ground(staff, [seat.user for seat in seats_of(deciding)], deciding, bodies)


def _key_of_member(body: str, number: int) -> str:
    """Who sits there: the Arbeitsausschuss comes from the ranks of the Kuratorium."""
    if body == "arbeitsausschuss" or (body == "kuratorium" and number <= len(SEATS)):
        return f"mitglied{number}"
    return f"{body}{number}"


def seats_of(body: Body) -> list[Seat]:
    """The seats of a body, the chair first."""
    return list(body.seats.order_by("-chair", "id"))


def _body(key: str, name: str) -> Body:
    seats = len(MEMBERS.get(key, OTHERS))
    body, _ = Body.objects.get_or_create(
        key=key, defaults={"name": name, "seats_total": seats, "regime": Body.Regime.NKOMVG}
    )
    return body


def open_round(
    title: str,
    version: str,
    opens_on: date,
    closes_on: date,
    *,
    pot: Pot,
    earliest_start: date,
    latest_end: date,
    theme: str = "",
) -> Round:
    """A round of the programme of its pot; an existing one is returned."""
    call, _ = Round.objects.get_or_create(
        programme=pot.programme,
        title=title,
        defaults={
            "guideline": Guideline.objects.get(programme=pot.programme, version=version),
            "theme": theme,
            "pot": pot,
            "opens_on": opens_on,
            "closes_on": closes_on,
            "earliest_start": earliest_start,
            "latest_end": latest_end,
        },
    )
    return call


def fill_pot(
    year: int, total: Decimal, title: str = "WIR2.0 Bereich 3", programme: str = "wir20-kleinprojekt"
) -> Pot:
    """A pot of a programme and budget year, ``total`` in EUR; an existing one is returned as it is."""
    pot, _ = Pot.objects.get_or_create(
        programme=programme,
        budget_year=year,
        title=title,
        defaults={"total_cents": to_cents(total)},
    )
    return pot


def _guidelines() -> None:
    for slug, programme in PROGRAMMES.items():
        for shipped in programme.guidelines:
            Guideline.objects.get_or_create(
                programme=slug,
                version=shipped.terms.version,
                defaults={
                    "valid_from": shipped.terms.valid_from,
                    "terms_text": terms_to_text(shipped.terms),
                    "source": shipped.title,
                },
            )
    last, percent = BASE_RATES[-1]
    for year in range(last.year, EXAMPLES_UNTIL):
        for day in (date(year, 1, 1), date(year, 7, 1)):
            if day > last:  # what the Bundesbank has yet to publish
                BaseRate.objects.get_or_create(valid_from=day, defaults={"percent": percent, "example": True})


def _office() -> None:
    OfficeData.objects.get_or_create(
        valid_from=SINCE,
        defaults={
            "authority": "Landeshauptstadt Hannover",
            "head": "Der Oberbürgermeister",
            "department": "Fachbereich Gesellschaftliche Teilhabe",
            "unit": "OE 56.10",
            "street": "Blumenauer Straße 3–7",
            "postcode": "30449",
            "city": "Hannover",
            "phone": "0511 168-0",
            "email": f"foerderung@{DOMAIN}",
            "court": "Verwaltungsgericht Hannover",
            "court_address": "Leonhardtstraße 15, 30175 Hannover",
            "product": "11137",
            "account": "4318000",
            # Assumed [I]: no source names the account of the Stadtkasse; nobody can take this one for real.
            "cash_office": "Stadtkasse der Landeshauptstadt Hannover",
            "iban": "DE36000000000000000000",
            "bic": "BSPLDEHHXXX",
            "bank": "Beispielbank Hannover (erfunden)",
        },
    )


def _person(key: str, name: str, role: Role) -> User:
    user = find_user(key, name)
    Function.objects.get_or_create(user=user, role=role, programme="", valid_from=SINCE)
    return user


def _member(body: Body, key: str, number: int, label: str) -> User:
    user = find_user(key, _name_of_member(body, number, label))
    Seat.objects.get_or_create(
        body=body, user=user, valid_from=SINCE, defaults={"label": label, "chair": number == 1}
    )
    return user


def _name_of_member(body: Body, number: int, label: str) -> str:
    """Nobody of one body is called like somebody of another: the shared seats do not say where they stand."""
    where = label if body.key in MEMBERS else f"{label}, {body.name}"
    return f"{'Jurymitglied' if body.key == 'jury' else 'Mitglied'} {number} ({where})"


def find_user(key: str, name: str) -> User:
    """A person of the stories, without a password (they sign in by the persona chooser of the demonstration)."""
    user, new = User.objects.get_or_create(email=f"{key}@{DOMAIN}", defaults={"name": name})
    if new:
        user.set_unusable_password()
        user.save()
    return user
