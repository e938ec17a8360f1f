"""The one signal of the house."""

from django.dispatch import Signal

moved = Signal()
"""A move was made, logged and committed. Carries ``transition_id``, and ``letters``: whether the
post office has anything to do. A deaf listener undoes nothing."""
