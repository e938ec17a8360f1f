"""The law of the house: stages, moves, rules. Plain Python, no database, no clock, no settings."""
