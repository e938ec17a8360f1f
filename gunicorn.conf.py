"""What gunicorn is told beside its command line: its workers count requests together, in files of this start alone."""

import os
import tempfile

# It would listen in the home of its user for whoever may open it; nobody here does.
control_socket_disable = True

# Read before the workers are forked, so that they find the same folder; a new start begins at nothing.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="mittelweg-metrics-"))
# Its own lines look like all others, and hide the same. It writes none about a request: the site does.
logconfig_dict = {
    "formatters": {
        "generic": {
            "()": "config.logs.Json" if os.environ.get("LOG_FORMAT") == "json" else "config.logs.Line"
        }
    },
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["error_console"], "propagate": False},
        "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": False},
    },
}
