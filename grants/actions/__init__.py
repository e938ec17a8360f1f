"""All writing. Stages change through :func:`begin` and :func:`perform` alone; every writer takes the same lock."""

from grants.actions.door import begin, perform, rehearse

__all__ = ["begin", "perform", "rehearse"]
