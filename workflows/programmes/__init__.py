"""Every fund of the house, in one list."""

import re
from importlib import import_module

from workflows import questionnaires
from workflows.datafiles import DataFileError
from workflows.firstday import BODIES_FILE, body_proposals
from workflows.guidelines import TERMS
from workflows.machine import Programme
from workflows.shape import ShapeError
from workflows.wording import OWN, adopt

FUNDS = (
    "workflows.programmes.wir20_kleinprojekt",
    "workflows.programmes.wir20_grossprojekt",
    "workflows.programmes.gesellschaftsfonds",
)
"""The folders of the funds, in the order in which pages name them."""
PROGRAMMES: dict[str, type[Programme]] = {}
"""Slug → fund."""
UNIQUE = ("slug", "title", "number_prefix")
"""What two funds never share: addresses, names and Aktenzeichen are built of them."""


def enlist(folder: str) -> type[Programme]:
    """Take the fund in this folder (a package) into the list.

    TypeError if the package holds no fund or several, ShapeError if the class cannot be used or if another fund has its
    slug, title or prefix, DataFileError for a bad file of the folder.
    """
    found = [known for known in vars(import_module(folder)).values() if _is_fund(known, folder)]
    if len(found) != 1:
        raise TypeError(f"{folder} holds {len(found)} funds")
    fund: type[Programme] = found[0]
    _insist_on_head(fund)
    for name in UNIQUE:
        value = getattr(fund, name)
        if value in {getattr(known, name) for known in PROGRAMMES.values()}:
            raise ShapeError(fund, f"there is another fund with the {name} „{value}“", name)
    adopt(fund)
    PROGRAMMES[fund.slug] = fund
    return fund


def _insist_on_head(fund: type[Programme]) -> None:
    """What every fund says, in the form in which addresses and numbers are made of it."""
    for name in (*UNIQUE, "folder", "body", "decided_by"):
        if not hasattr(fund, name):
            raise ShapeError(fund, f"{fund.__name__} does not say its {name}")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", fund.slug):
        raise ShapeError(fund, f"„{fund.slug}“ is no slug: small letters, figures and hyphens", "slug")
    if not re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)*", fund.number_prefix):
        reason = f"„{fund.number_prefix}“ is no prefix: capital letters, figures and hyphens"
        raise ShapeError(fund, reason, "number_prefix")
    known = {TERMS, questionnaires.FILE, OWN, BODIES_FILE}
    for file in sorted(fund.folder.glob("*.toml")):
        if file.name not in known:
            reason = f"{file.name} is none of {', '.join(sorted(known))}"
            raise DataFileError(f"{fund.folder.name}/{file.name}", 1, reason)
    for key in body_proposals(fund.folder):
        if key not in fund.bodies():
            reason = f"no case of the fund comes before „{key}“"
            raise DataFileError(f"{fund.folder.name}/{BODIES_FILE}", 1, reason)


def _is_fund(known: object, folder: str) -> bool:
    return isinstance(known, type) and issubclass(known, Programme) and known.__module__ == folder


for _folder in FUNDS:
    enlist(_folder)


def programmes_of(body: str) -> list[str]:
    """The slugs of the programmes whose cases come before the body with this key, to be decided or advised on."""
    return [slug for slug, programme in PROGRAMMES.items() if body in programme.bodies()]
