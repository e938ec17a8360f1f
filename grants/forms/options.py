"""The types of what goes into forms and fields, and comes out of them."""

from collections.abc import MutableMapping
from typing import TypedDict

from django.db.models import Model
from django.forms import Widget
from django.utils.datastructures import MultiValueDict

Data = MultiValueDict[str, str]
"""What a page sent: the QueryDict of a POST, or a copy of it with other values."""
Values = dict[str, object]
"""Name of a field → its value, read or stored."""


class Labels(TypedDict, total=False):
    """What a field asks, and whether it insists on an answer."""

    label: str
    help_text: str
    required: bool


class FieldOptions(Labels, total=False):
    """What every field takes besides."""

    widget: Widget | type[Widget]
    initial: object
    error_messages: dict[str, str]
    localize: bool
    disabled: bool


class FormOptions(TypedDict, total=False):
    """What every form takes besides the answers that were sent."""

    prefix: str | None
    initial: MutableMapping[str, object] | None
    auto_id: bool | str
    empty_permitted: bool
    use_required_attribute: bool


class RecordFormOptions(FormOptions, total=False):
    """What the form of a record takes besides."""

    instance: Model | None
