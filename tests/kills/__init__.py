"""The house as it runs in production, killed at seeded moments; what the world outside knows says what went wrong."""
