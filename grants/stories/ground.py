"""What must be there before anybody can apply: guidelines, base rates, the office, its people, the body."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from grants.models import BaseRate, Body, Call, Function, Guideline, OfficeData, Pot, Seat, User
from grants.models.canonical import terms_to_text
from grants.models.money import to_cents
from workflows.case import Role
from workflows.programmes import PROGRAMMES
from workflows.rules.interest import BASE_RATES

SINCE = date(2021, 1, 1)
SOURCES = {
    "2022": "WIR2.0-Förderrichtlinie (Drucksache 0993/2022)",
    "2025": "WIR2.0-Förderrichtlinie (Drucksache 0993/2022) in der Fassung der Änderung von 2025",
}
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
DOMAIN = "beispiel.example"


@dataclass(frozen=True)
class Ground:
    """The people and bodies that a story needs."""

    staff: dict[str, User]
    members: list[User]
    body: Body

    @property
    def seats(self) -> list[Seat]:
        """The seats of the Arbeitsausschuss, the chair first."""
        return list(self.body.seats.order_by("-chair", "id"))


def lay_ground() -> Ground:
    """Make guidelines, rates, office data, staff and the Arbeitsausschuss, once; a second call finds them."""
    _guidelines()
    _office()
    staff = {key: _person(key, name, role) for key, (name, role) in STAFF.items()}
    body, _ = Body.objects.get_or_create(
        key="arbeitsausschuss",
        defaults={"name": "Arbeitsausschuss", "seats_total": 5, "regime": Body.Regime.NKOMVG},
    )
    members = [_member(body, number, label) for number, label in enumerate(SEATS, 1)]
    return Ground(staff, members, body)


def open_round(
    title: str,
    version: str,
    opens_on: date,
    closes_on: date,
    *,
    pot: Pot,
    earliest_start: date,
    latest_end: date,
) -> Call:
    """A round of the Kleinprojekte; an existing one is returned."""
    call, _ = Call.objects.get_or_create(
        programme="wir20-kleinprojekt",
        title=title,
        defaults={
            "guideline": Guideline.objects.get(programme="wir20-kleinprojekt", version=version),
            "pot": pot,
            "opens_on": opens_on,
            "closes_on": closes_on,
            "earliest_start": earliest_start,
            "latest_end": latest_end,
        },
    )
    return call


def fill_pot(year: int, total: Decimal, title: str = "WIR2.0 Bereich 3") -> Pot:
    """The pot of Bereich 3 of a budget year, ``total`` in EUR; an existing one is returned as it is."""
    pot, _ = Pot.objects.get_or_create(
        programme="wir20-kleinprojekt",
        budget_year=year,
        title=title,
        defaults={"total_cents": to_cents(total)},
    )
    return pot


def _guidelines() -> None:
    for slug, programme in PROGRAMMES.items():
        for terms in programme.versions:
            Guideline.objects.get_or_create(
                programme=slug,
                version=terms.version,
                defaults={
                    "valid_from": terms.valid_from,
                    "terms_text": terms_to_text(terms),
                    "source": SOURCES[terms.version],
                },
            )
    for valid_from, percent in BASE_RATES:
        BaseRate.objects.get_or_create(valid_from=valid_from, defaults={"percent": percent})


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
            "website": f"mittelweg.{DOMAIN}",
            "court": "Verwaltungsgericht Hannover",
            "court_address": "Leonhardtstraße 15, 30175 Hannover",
            "product": "11137",
            "account": "4318000",
        },
    )


def _person(key: str, name: str, role: Role) -> User:
    user = find_user(key, name)
    Function.objects.get_or_create(user=user, role=role, programme="", valid_from=SINCE)
    return user


def _member(body: Body, number: int, label: str) -> User:
    user = find_user(f"mitglied{number}", f"Mitglied {number} ({label})")
    Seat.objects.get_or_create(
        body=body, user=user, valid_from=SINCE, defaults={"label": label, "chair": number == 1}
    )
    return user


def find_user(key: str, name: str) -> User:
    """A person of the stories, without a password (they sign in by the persona chooser of the demonstration)."""
    user, new = User.objects.get_or_create(email=f"{key}@{DOMAIN}", defaults={"name": name})
    if new:
        user.set_unusable_password()
        user.save()
    return user
