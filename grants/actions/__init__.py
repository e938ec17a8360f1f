"""All writing. Stages change through :func:`begin` and :func:`perform` alone; every writer takes the same lock."""

from grants.actions.door import begin, perform

__all__ = ["begin", "perform"]
