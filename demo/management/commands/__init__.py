"""``manage.py demo`` and ``manage.py walkthrough``."""
