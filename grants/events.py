"""The one signal of the house."""

from django.dispatch import Signal

moved = Signal()
"""A move was made, logged and committed. Carries ``transition_id`` and nothing else; a deaf listener undoes nothing."""
