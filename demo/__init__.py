"""The stage: stories told through the real door, invented people, and the first data of a demonstration."""
