"""Says in one line whether the browser tests can run: ``tools/browser.py``; ``--required`` fails if they cannot."""

import shutil
import sys

# The headless shell first: it draws the same pages for a fifth less.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

if __name__ == "__main__" and not any(map(shutil.which, NAMES)):
    print(
        "Ohne Chromium bleiben die Tests im Browser aus. Unter Debian hilft: apt-get install chromium-headless-shell",
        flush=True,
    )
    sys.exit("--required" in sys.argv)
