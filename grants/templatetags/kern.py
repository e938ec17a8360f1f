"""Filters that put Django's form controls into KERN's classes."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The bare control of a field with KERN's class, red when there is an error."""
    base = "kern-form-input__select" if _is(field, forms.Select) else "kern-form-input__input"
    if _is(field, forms.CheckboxInput):
        base = "kern-form-check__checkbox"
    given = field.field.widget.attrs.get("class", "")
    classes = [base, f"{base}--error" if field.errors else "", given]
    # A placeholder vanishes while one types; the label and the hint say it already.
    attrs: dict[str, str | bool] = {"class": " ".join(filter(None, classes)), "placeholder": False}
    if _is(field, forms.FileInput) and field.help_text:
        attrs["aria-describedby"] = field.aria_describedby or ""
    return field.as_widget(attrs=attrs)


@register.filter
def kind(field: BoundField) -> str:
    """Which of KERN's form parts draws the field: check, choices, select, group or input."""
    if _is(field, forms.RadioSelect):  # CheckboxSelectMultiple is one too
        return "choices"
    if _is(field, forms.CheckboxInput):
        return "check"
    if _is(field, forms.SelectMultiple):
        return "input"
    if _is(field, forms.Select):
        return "select"
    return "group" if getattr(field.field, "suffix", "") else "input"


@register.filter
def target(field: BoundField) -> str:
    """The id that a link in the summary of errors jumps to: the control, or the first of several."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


@register.filter
def option_class(field: BoundField) -> str:
    """KERN's class for one radio button or checkbox of a field with several."""
    name = "checkbox" if _is(field, forms.CheckboxSelectMultiple) else "radio"
    base = f"kern-form-check__{name}"
    return f"{base} {base}--error" if field.errors else base


def _is(field: BoundField, widget: type[forms.Widget]) -> bool:
    return isinstance(field.field.widget, widget)
