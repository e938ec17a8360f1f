"""Who may read a text. What is not declared is for the office alone."""

from enum import StrEnum


class Reader(StrEnum):
    """The widest audience of a text, from everybody to the office alone."""

    PUBLIC = "public"
    APPLICANT = "applicant"
    BODY = "body"
    OFFICE = "office"


OUTSIDE = frozenset({Reader.PUBLIC, Reader.APPLICANT})
"""Readers to whom a letter may go."""
