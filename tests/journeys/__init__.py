"""Whole stories through the door."""
