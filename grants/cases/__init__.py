"""From records to facts: the only place that speaks both ORM and law."""
