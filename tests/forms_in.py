"""The forms of a page as a browser would send them: every field with the value that it shows."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

SILENT = {"submit", "button", "reset", "image"}


@dataclass
class PageForm:
    """One form: where it goes, how, and what it would send untouched. ``kinds``: name → kind of its field."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    blanks: dict[str, list[str]] = field(default_factory=dict)
    """The fields of its ``<template>``s, which a script copies and no browser sends."""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    """Name and value of every button that has a name."""
    autosaves: bool = False


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.forms = address, []
        self.form: PageForm | None = None
        self.select = self.area = ""
        self.text = ""
        self.blank = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "form":
            self.form = PageForm(
                urljoin(self.address, said.get("action", "")), said.get("method", "get").lower()
            )
            self.form.autosaves = "data-autosave" in said
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "template":
            self.blank = True
        elif tag == "button" and name and not self.blank:
            self.form.buttons.append((name, said.get("value", "")))
        elif tag == "input" and name and said.get("type", "text") not in SILENT:
            self._input(name, said.get("type", "text"), said)
        elif tag == "select" and name:
            self.select = name
            self.form.kinds[name] = "select"
            self._values.setdefault(name, [])
        elif tag == "option" and self.select:
            self.form.choices.setdefault(self.select, []).append(said.get("value", ""))
            if "selected" in said:
                self._values[self.select].append(said.get("value", ""))
        elif tag == "textarea" and name:
            self.area, self.text = name, ""
            self.form.kinds[name] = "textarea"

    @property
    def _values(self) -> dict[str, list[str]]:
        assert self.form is not None
        return self.form.blanks if self.blank else self.form.values

    def _input(self, name: str, kind: str, said: dict[str, str]) -> None:
        assert self.form is not None
        self.form.kinds[name] = kind
        if kind in ("checkbox", "radio"):
            self.form.choices.setdefault(name, []).append(said.get("value", "on"))
            if "checked" in said:
                self._values.setdefault(name, []).append(said.get("value", "on"))
        elif kind != "file":
            self._values.setdefault(name, []).append(said.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if self.form is None:
            return
        if tag == "template":
            self.blank = False
        elif tag == "textarea" and self.area:
            self._values[self.area] = [self.text.removeprefix("\n")]
            self.area = ""
        elif tag == "select" and self.select:
            first = self.form.choices.get(self.select, [])[:1]
            self._values[self.select] = self._values[self.select] or first
            self.select = ""
        elif tag == "form":
            self.form = None


def forms_in(page: str, address: str) -> list[PageForm]:
    """The forms of a page that post, in their order; the sign-out is no form of the page."""
    reader = _Reader(address)
    reader.feed(page)
    return [f for f in reader.forms if f.method == "post" and not f.action.startswith("/konto/")]
