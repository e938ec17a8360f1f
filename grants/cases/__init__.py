"""From records to facts: the only place that speaks both ORM and law."""

from grants.cases.actors import actor_for
from grants.cases.facts import case_of, facts_of, machine_class, machine_of

__all__ = ["actor_for", "case_of", "facts_of", "machine_class", "machine_of"]
