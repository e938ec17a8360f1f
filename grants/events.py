"""The one signal of the house."""

from django.dispatch import Signal

moved = Signal()
"""A move was made, logged and committed. Carries ``transition_id``, and ``letters``: whether the
move names any. A deaf listener undoes nothing."""
