"""The records: who asks, what for, who decided, what was paid; their pages, and the one door."""
