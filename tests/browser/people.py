"""People in front of a browser: they open the start page, follow links, press buttons and fill in labelled fields."""

import re
from collections.abc import Mapping
from typing import Any

FURTHER = "Weitere Schritte"
ON_PAGE = """() => [...document.querySelectorAll('main a, main button, main label, header a, header summary')]
  .map(e => e.textContent.replace(/\\s+/g, ' ').trim()).filter(Boolean)"""


class People:
    """Everybody who acts in a journey, one after the other, each with a browser of their own (its cookies).

    No address is typed but that of the start page. What a person cannot reach by links and buttons fails at once, with
    the names of what there is to press.
    """

    def __init__(self, page: Any):
        self.page = page
        self.refusals: list[str] = []
        """Answers of 400 and above."""
        self.passwords: dict[str, str] = {}
        """Address of an account → its password, for those who have one."""
        self.cookies: dict[str, list[Any]] = {}
        """Person → what their browser keeps."""
        self.present = ""
        page.on("response", self._hear)

    def _hear(self, answer: Any) -> None:
        if answer.status >= 400:
            self.refusals.append(f"{answer.status} {answer.request.method} {answer.url}")

    # Coming and going

    def come(self, who: str) -> None:
        """Somebody opens the start page, and signs in if need be: by password, or by the chooser."""
        browser = self.page.context
        self.cookies[self.present] = browser.cookies()
        browser.clear_cookies()
        browser.add_cookies(self.cookies.get(who, []))
        self.present = who
        self.page.goto("/")
        if not self._signed_in() and who in self.passwords:
            self.press("Anmelden")
            self.sign_in(who)
        elif not self._signed_in():
            self.press(re.compile(f"^{re.escape(who)}"))
        assert self._signed_in(), f"{who} is not signed in: {self.text()}"

    def sign_in(self, who: str) -> None:
        """Fill in the form for signing in."""
        self.write({"E-Mail": who, "Passwort": self.passwords[who]})
        self.press("Anmelden", within="main form")

    def leave(self) -> None:
        """Sign out."""
        self.page.locator(".mw-account summary").click()
        self.press("Abmelden")
        self.press("Abmelden", within="main form")
        assert not self._signed_in(), self.text()

    def _signed_in(self) -> bool:
        return bool(self.page.locator(".mw-account__name").count())

    # Pressing

    def press(self, name: Any, *more: Any, within: str = "body") -> None:
        """Press a link or button and wait for the page that it leads to; then the next ones, each on its page."""
        for wanted in (name, *more):
            found = self._to_press(wanted, within)
            with self.page.expect_navigation():
                found.click()
            assert self.refusals == [], f"{self.refusals}: {self.text()}"

    def is_refused(self, name: str, why: str, within: str = "body") -> None:
        """Press a button, and read on the page that comes why this cannot be."""
        with self.page.expect_navigation():
            self._to_press(name, within).click()
        assert [answer[:3] for answer in self.refusals] == ["422"], f"{self.refusals}: {self.text()}"
        self.refusals.clear()
        self.reads(why)

    def _to_press(self, name: Any, within: str) -> Any:
        found = self._named(name, within)
        if found is None and (summary := self.page.get_by_text(FURTHER, exact=True)).count():
            summary.first.click()
            found = self._named(name, within)
        if found is None:
            raise AssertionError(f"{self.page.url}: nothing to press is called {name!r}: {self._names()}")
        return found

    def _named(self, name: Any, within: str) -> Any:
        pattern = name if isinstance(name, re.Pattern) else _begins(name)
        place = self.page.locator(within)
        for role in ("button", "link"):
            for found in place.get_by_role(role, name=pattern).all():
                if found.is_visible():
                    return found
        return None

    def do(self, move: str, said: Mapping[str, str] | None = None, ticked: tuple[str, ...] = ()) -> None:
        """Make a move: open its page, answer what it asks, press its button, read that it is done."""
        self.press(move)
        self.write(said or {})
        self.tick(*ticked)
        self.press(move, within="main form")
        self.reads(f"Erledigt: {move}.")

    def reads(self, text: str) -> None:
        """The page says this in its message or on itself."""
        assert text in self.text(), f"{self.page.url}: {text!r} is not to be read: {self.text()}"

    def reads_pdf(self, name: Any) -> bytes:
        """Fetch the PDF that a link leads to, with the cookies of the page: this browser shows no PDF in its window."""
        address = self._to_press(name, "body").get_attribute("href")
        answer = self.page.request.get(address)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), address
        return bytes(answer.body())

    # Filling in

    def write(self, said: Mapping[str, str]) -> None:
        """Type texts into the fields with these labels, or choose entries of lists."""
        for label, text in said.items():
            field = self._field(label)
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(label=text)
            else:
                field.fill(text)

    def tick(self, *labels: str) -> None:
        """Tick these boxes."""
        for label in labels:
            self._choice("checkbox", label).check()

    def choose(self, *labels: str) -> None:
        """Choose one entry each of lists of radio buttons."""
        for label in labels:
            self._choice("radio", label).check()

    def hand_over(self, label: str, name: str, content: bytes) -> None:
        """Choose a file."""
        self._field(label).set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})

    def _field(self, label: str) -> Any:
        found = self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(freiwillig\))?$"))
        return self._one(found, label)

    def _choice(self, role: str, label: str) -> Any:
        return self._one(self.page.get_by_role(role, name=re.compile(rf"^{re.escape(label)}")), label)

    def _one(self, found: Any, label: str) -> Any:
        if not found.count():
            raise AssertionError(f"{self.page.url}: no field is called {label!r}: {self._names()}")
        return found.first

    # Looking

    def text(self) -> str:
        """What stands on the page."""
        return str(self.page.locator("body").inner_text())

    def _names(self) -> list[str]:
        return list(dict.fromkeys(self.page.evaluate(ON_PAGE)))


def _begins(name: str) -> re.Pattern[str]:
    """A name, or one that goes on after a colon or comma; what only screen readers hear stands after a space."""
    return re.compile("^" + re.escape(name).replace(":", r"\s*:") + r"($|\s*[:,])")
