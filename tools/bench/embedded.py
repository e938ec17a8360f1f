"""How soon the embedded house answers on an empty folder, and how much memory it holds while it writes its demo."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

MOST_SECONDS, MOST_MEGABYTES, WATCHED, PORT = 5.0, 400, 120, 8765


def measure() -> list[str]:
    """Start it as ``make run`` does, ask until it answers, watch its memory; the lines that are over the limit."""
    print(f"Eingebettet (Antwort in {MOST_SECONDS:.0f} s, unter {MOST_MEGABYTES} MB, {WATCHED} s lang)")
    with tempfile.TemporaryDirectory(prefix="mw-embedded-") as folder:
        environment = {**os.environ, "VAR_DIR": folder, "DEMO": "1"}
        environment |= {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "LOG_LEVEL": "WARNING"}
        command = [sys.executable, "manage.py", "serve", "--port", str(PORT)]
        house = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            seconds = _until_it_answers(house)
            time.sleep(WATCHED)
            megabytes = _peak(house.pid)
        finally:
            house.send_signal(signal.SIGTERM)
            house.wait(60)
    lines = [(f"erste Antwort nach {seconds:.1f} s", seconds > MOST_SECONDS)]
    lines.append((f"höchstens {megabytes} MB belegt", megabytes > MOST_MEGABYTES))
    print("\n".join(line for line, _ in lines), flush=True)
    return [line for line, over in lines if over]


def _until_it_answers(house: subprocess.Popen[bytes]) -> float:
    start = time.perf_counter()
    while house.poll() is None and time.perf_counter() - start < 120:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5) as answer:
                if answer.status == 200:
                    return time.perf_counter() - start
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("Das eingebettete Mittelweg hat nicht geantwortet.")


def _peak(pid: int) -> int:
    """The most memory that the process has held, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) // 1024
