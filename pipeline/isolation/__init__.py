"""Run readers in child processes that may die, hang or swell without harming anybody.

A file of 600 bytes can make a PDF library abort its process, one of 50 kB can keep a Word
library busy for ever. Each call runs in a worker process with limits of memory, time and file
size, a temporary folder of its own and no network; whatever the file does ends as a `ReadError`,
and whatever this machine does as a `MachineFault`, which is no verdict. How the worker lives is
told in `pipeline.isolation.worker`.
"""

from pipeline.isolation.pool import Limits, Workers
from pipeline.isolation.server import get_ready
from pipeline.isolation.worker import DOUBTED, READING

__all__ = ["DOUBTED", "READING", "Limits", "Workers", "get_ready"]
