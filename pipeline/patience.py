"""Time given to a reading: little for a file, more for each part and page that must be looked at.

A hostile file must not hold a worker for long, while twenty scanned pages are worth a minute. So
a confined worker lives for a short time, which what it meets on the way makes longer, up to a
limit that its parent keeps (`pipeline.isolation`).
"""

import signal

SECONDS = 20
"""For a file: a Word dossier takes 0.1 s, LibreOffice 0.5 s, fifty typed pages of PDF 5 s. With one
page looked at, the slowest of 978 files from elsewhere ends within 30 s."""

PAGE_SECONDS = 8
"""For a picture of a page, which takes 1 to 3 s: the rest is for a busy machine."""


def begin(seconds: float) -> None:
    """Have the kernel end this process after so many seconds, whatever it is busy with."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def allow(seconds: float) -> None:
    """Make sure that at least so many seconds are left; where no time is kept, do nothing."""
    left = signal.getitimer(signal.ITIMER_REAL)[0]
    if 0 < left < seconds:
        signal.setitimer(signal.ITIMER_REAL, seconds)


def end() -> None:
    """Keep time no more."""
    signal.setitimer(signal.ITIMER_REAL, 0)
