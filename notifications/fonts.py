"""The fonts of the letters: which ones there are, where they lie, what they cover, and what stands where none does."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from django.conf import settings

KERN = "@kern-ux/native/dist/fonts"
SCRIPTS = (
    "arabic",
    "hebrew",
    "georgian",
    "armenian",
    "ethiopic",
    "devanagari",
    "bengali",
    "tamil",
    "sinhala",
    "thai",
)
"""Scripts beside Latin, Greek and Cyrillic that have a package of their own (``@fontsource/noto-sans-…``)."""
EAST_ASIAN = ("WenQuanYi Micro Hei", "usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "fonts-wqy-microhei")
"""Family, file and Debian package of the font for Chinese, Japanese and Korean; no npm package has them in one file."""


class FontsMissing(RuntimeError):
    """The letters' fonts are not installed; the sentence says how to get them."""


@dataclass(frozen=True)
class Face:
    """One font file under the name and weight that the style sheet asks for."""

    family: str
    weight: int
    style: str
    file: Path

    @property
    def rule(self) -> str:
        """The face as a rule of a style sheet."""
        return (
            f'@font-face {{ font-family: "{self.family}"; font-weight: {self.weight}; font-style: {self.style};'
            f" src: url({self.file.as_uri()}) }}\n"
        )


def faces() -> tuple[Face, ...]:
    """Return every face of the letters, in the order in which they fill in for each other.

    Raises :class:`FontsMissing` if a packaged one is not installed. The East Asian one comes with the machine; letters
    do without it and say so (:func:`missing_note`).
    """
    packaged = [
        ("Fira Sans", 400, "normal", f"{KERN}/fira-sans/FiraSans-Regular.woff2"),
        ("Fira Sans", 400, "italic", f"{KERN}/fira-sans/FiraSans-Italic.woff2"),
        ("Fira Sans", 600, "normal", f"{KERN}/fira-sans/FiraSans-SemiBold.woff2"),
        ("Noto Sans", 400, "normal", f"{KERN}/noto-sans/NotoSans-Regular.woff2"),
        ("Noto Sans", 700, "normal", f"{KERN}/noto-sans/NotoSans-Bold.woff2"),
    ]
    for script in SCRIPTS:
        name = f"noto-sans-{script}"
        # woff, not woff2: the latter's outlines take fontTools most of a second a file to unpack
        packaged += [
            (
                f"Noto Sans {script.title()}",
                weight,
                "normal",
                f"@fontsource/{name}/files/{name}-{script}-{weight}-normal.woff",
            )
            for weight in (400, 700)
        ]
    found = [
        Face(family, weight, style, _unpacked(_packaged(file))) for family, weight, style, file in packaged
    ]
    east = east_asian()
    return (*found, Face(EAST_ASIAN[0], 400, "normal", east)) if east else tuple(found)


def families() -> str:
    """Return the families as a style sheet lists them."""
    return ", ".join(dict.fromkeys(f'"{face.family}"' for face in faces()))


def fallback_folder() -> Path:
    """Return the only folder that fontconfig may look into by itself."""
    return _packaged(f"{KERN}/noto-sans/NotoSans-Regular.woff2").parent


def folders() -> tuple[Path, ...]:
    """Return the folders from which a letter may load a font."""
    return tuple(dict.fromkeys(face.file.parent for face in faces()))


def east_asian() -> Path | None:
    """Return the font for Chinese, Japanese and Korean: the machine's, or the one unpacked beside the code."""
    for root in settings.LETTER_FONT_ROOTS:
        if (file := Path(str(root)) / EAST_ASIAN[1]).is_file():
            return file.resolve()
    return None


def _packaged(file: str) -> Path:
    path = (Path(settings.BASE_DIR) / "node_modules" / file).resolve()
    if not path.is_file():
        raise FontsMissing(f"Die Schriften für Briefe fehlen ({path}). „npm ci“ holt sie.")
    return path


def _unpacked(file: Path) -> Path:
    """Return the font of a woff2 file as a plain one, unpacked once a machine and kept in ``VAR_DIR/fonts``."""
    if file.suffix != ".woff2":
        return file
    kept = settings.VAR_DIR / "fonts" / f"{file.stem}-{sha256(file.read_bytes()).hexdigest()[:16]}.ttf"
    if not kept.exists():
        from fontTools.ttLib import TTFont  # comes with WeasyPrint and is as slow to load

        kept.parent.mkdir(parents=True, exist_ok=True)
        whole = kept.with_suffix(f".{uuid4().hex}")
        with TTFont(file, recalcBBoxes=False, recalcTimestamp=False) as font:
            font.flavor = None
            font.save(whole)
        whole.replace(kept)  # another process may do the same at this moment
    return kept


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # comes with WeasyPrint and is as slow to load

    covered: set[int] = set()
    for file in {face.file for face in faces() if (face.weight, face.style) == (400, "normal")}:
        with TTFont(file, lazy=True, fontNumber=0) as font:
            covered |= set(font.getBestCmap())
    return frozenset(covered)


def printable(text: str) -> str:
    """Return the text with what our fonts can show.

    A letter or syllable that none has is spelled in Latin, as far as Unicode names its sound, any other sign becomes
    „?“. Control and direction marks vanish, because PDF/A and PDF/UA forbid empty glyphs; the joiners of Persian or
    Hindi stay inside such words, where they change the shape of the letters. A user's own U+2010 becomes the ordinary
    hyphen: the other one marks words that were divided at the end of a line.
    """
    return _LOOSE_JOINER.sub("", text).translate({ord(char): _shown(char) for char in set(text)})


def unprintable(text: str) -> tuple[str, ...]:
    """Return the signs of the text that no font of ours has, each once, in their order."""
    return tuple(char for char in dict.fromkeys(text) if char.isprintable() and not _has(char))


def missing_note(text: str) -> str:
    """Return the sentence about the signs of the text that no font has, or nothing."""
    missing = unprintable(text)
    if not missing:
        return ""
    named = ", ".join(f"{_spelled(char)} ({unicodedata.name(char, 'ohne Namen')})" for char in missing[:5])
    more = f" und {len(missing) - 5} weitere" if len(missing) > 5 else ""
    return (
        f"Für diese Schriftzeichen hat dieser Brief keine Schrift; sie sind hier umschrieben: {named}{more}."
        " Nennen Sie bitte der Ansprechperson eine Schreibweise in lateinischen Buchstaben."
    )


def _has(char: str) -> bool:
    return char in "\n\t" or char in _INVISIBLE or char in _JOINERS or ord(char) in _covered()


@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    if char == "\u2010":
        return "-"
    if _has(char):
        return "" if char in _INVISIBLE else char
    return _spelled(char) if char.isprintable() else ""


def _spelled(char: str) -> str:
    """Return the sound of a letter in Latin, from its name in Unicode, or „?“."""
    if unicodedata.combining(char) or unicodedata.category(char) == "Mn":
        found = re.search(r"VOWEL SIGN (\w+)$", unicodedata.name(char, ""))
        return found[1].lower() if found else ""
    found = re.search(r"(?:LETTER|SYLLABLE|VOWEL SIGN|INDEPENDENT VOWEL) (\w+)$", unicodedata.name(char, ""))
    return found[1].lower() if found else "?"


_JOINERS = "\u200c\u200d"
_LOOSE_JOINER = re.compile(f"(?<![\u0590-\uffff])[{_JOINERS}]|[{_JOINERS}](?![\u0590-\uffff])")
_INVISIBLE = frozenset(
    map(chr, (0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
)
