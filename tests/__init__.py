"""The proofs: house, workflows, grants, notifications, journeys, browser."""
