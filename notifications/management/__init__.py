"""What the command line can do with the records."""
