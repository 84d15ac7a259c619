"""Every measure of `make bench`, one after the other; 1 when a target is missed.

python -m bench.run
"""

import os
import platform
import subprocess
import sys

MEASURES = ("speed", "marks", "hostile", "throughput", "latency", "flood")


def main() -> int:
    """Run each measure in a process of its own, so that none weighs on the next."""
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    missed = [
        measure
        for measure in MEASURES
        if subprocess.run([sys.executable, "-m", f"bench.{measure}"], check=False).returncode
    ]
    print(f"\nmissed: {', '.join(missed)}" if missed else "\nall targets held")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
