"""Runserver, workers and beat as processes of their own, on a private Redis: ``tools/dev.py --port 8000``.

The Redis is the one that ``CELERY_BROKER_URL`` names, else one that is started here and ends with this process.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main(port: int) -> None:
    """Runs until one of the processes ends or somebody presses Ctrl-C; then ends the others."""
    from tests.servers import Redis  # after the path is set

    with ExitStack() as house:
        if not os.environ.get("CELERY_BROKER_URL", "").startswith("redis"):
            server = Redis()
            house.callback(server.remove)
            os.environ["CELERY_BROKER_URL"] = server.url
        os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")  # where links in mails lead
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True)
        subprocess.run([sys.executable, "manage.py", "createcachetable"], cwd=ROOT, check=True)
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        processes = [
            subprocess.Popen(command, cwd=ROOT)
            for command in (
                [sys.executable, "manage.py", "runserver", str(port)],
                [*celery, "worker", "--concurrency", "2", "--queues", "celery"],
                [*celery, "worker", "--concurrency", "1", "--queues", "mail", "--hostname", "mail@%h"],
                [*celery, "beat", "--schedule", os.devnull, "--scheduler", "celery.beat:Scheduler"],
            )
        ]
        house.callback(end, processes)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(30)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, default=8000)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        main(arguments.parse_args().port)
    except KeyboardInterrupt:
        sys.exit(0)
