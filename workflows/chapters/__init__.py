"""Moves that funds share, one class a chapter of the life cycle; a programme mixes them in."""
