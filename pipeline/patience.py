"""Time given to a reading: little for a file, more for each part and page that must be looked at.

A hostile file must not hold a worker for long, while twenty scanned pages are worth a minute. So
a confined worker lives for a short time, which what it meets on the way makes longer, up to a
limit that its parent keeps (`pipeline.isolation`).

All of it is processor time: on a busy machine the clock runs four times as fast as a reading,
and no dossier may be refused for that.
"""

import signal

SECONDS = 20
"""Of the processor, for a file: a Word dossier takes 0.1 s, fifty typed pages of PDF 5 s. With one
page looked at, the slowest of 978 files from elsewhere ends within 30 s."""

PAGE_SECONDS = 8
"""For a picture of a page, which takes 1 to 3 s: three times the slowest seen."""


def begin(seconds: float) -> None:
    """Have the kernel end this process after so many seconds of work, whatever it is busy with."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def allow(seconds: float) -> None:
    """Make sure that at least so many seconds are left; where no time is kept, do nothing."""
    left = signal.getitimer(signal.ITIMER_PROF)[0]
    if 0 < left < seconds:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def end() -> None:
    """Keep time no more."""
    signal.setitimer(signal.ITIMER_PROF, 0)
