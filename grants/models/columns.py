"""The columns of a model, by name."""

from django.db.models import Field, Model


def column_of(model: type[Model], name: str) -> Field:
    """A column of a record. Raises TypeError for a relation that has no column of its own there."""
    column = model._meta.get_field(name)
    if not isinstance(column, Field):
        raise TypeError(f"{model.__name__}.{name} is no column")
    return column
