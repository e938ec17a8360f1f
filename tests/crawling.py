"""A visitor who knows the start page and nothing else: links and the buttons of forms lead on, no address is typed."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve, reverse

FOREIGN = ("/konto/", "/static/", "/admin/", "/demo/")
"""Not ours to look at: signing in and out, files of the design, the administration of the records."""
HUBS = frozenset(
    {
        *("grants:home", "grants:cases", "grants:case", "grants:sittings", "grants:sitting", "grants:item"),
        *(
            "grants:mittelabrufe",
            "grants:mittelabruf",
            "grants:change",
            "grants:interim_proof",
            "grants:refund",
        ),
        *("grants:measures", "grants:measure", "grants:papers", "grants:rounds", "grants:attachments"),
        *("notifications:outbox", "notifications:row", "notifications:mails"),
    }
)
"""Pages that lead on. Behind all others is no other door: it is enough that one could open them."""


class _Doors(HTMLParser):
    """The addresses that a page leads to: of its links, and of its forms by their buttons."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.links: list[str] = []
        self.buttons: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in said:
            self.links.append(urljoin(self.address, said["href"]))
        elif tag == "form" and said.get("method", "get").lower() == "post":
            self.buttons.append(urljoin(self.address, said.get("action", "")))


@dataclass
class Visit:
    """What one person came to: the addresses that a link or a button led to, and the pages that were opened."""

    links: set[str] = field(default_factory=set)
    buttons: set[str] = field(default_factory=set)
    pages: dict[str, Any] = field(default_factory=dict)

    @property
    def reached(self) -> set[str]:
        """Every address with a door."""
        return self.links | self.buttons


def doors_of(answer: Any, address: str) -> tuple[set[str], set[str]]:
    """The paths of our own pages that an answer links to, and those that its buttons send to."""
    reader = _Doors(address)
    reader.feed(answer.content.decode())
    return _ours(reader.links), _ours(reader.buttons)


def crawl(client: Client) -> Visit:
    """Everything that can be come to from the start page."""
    start = reverse("grants:home")
    visit, ahead = Visit(links={start}), [start]
    while ahead:
        address = ahead.pop()
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, f"a link leads to {answer.status_code}: {address}"
        visit.pages[address] = answer
        links, buttons = doors_of(answer, address)
        visit.buttons |= buttons
        ahead += [link for link in sorted(links - visit.links) if name_of(link) in HUBS]
        visit.links |= links
    return visit


def name_of(path: str) -> str:
    """The name of the page at a path; "" if none of ours is there."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def _ours(addresses: list[str]) -> set[str]:
    paths = {urlsplit(address).path for address in addresses if not urlsplit(address).netloc}
    return {path for path in paths if path.startswith("/") and not path.startswith(FOREIGN)}
