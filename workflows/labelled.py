"""A vocabulary: keys that are stored and logged, each with the German name that people read."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A string enum whose members are declared as ``KEY = "stored key", "German name"``."""

    label: str
    """The German name."""

    def __new__(cls, key: str, label: str = "") -> Self:
        member = str.__new__(cls, key)
        member._value_ = key
        member.label = label
        return member
