"""Commands that let the post office work."""
