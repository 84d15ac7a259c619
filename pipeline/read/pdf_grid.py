"""PDF reading: lines drawn on a page, grouped where they touch and snapped to a grid."""

from bisect import bisect_left, bisect_right
from collections import defaultdict

from pipeline.read.pdf_paths import Rule

SNAP = 3.0
"""Points between two lines drawn for one border (double rules, cell by cell)."""
_REACH = 2.5  # points by which a line may miss the one that it meets


def connected(lines: list[Rule]) -> list[list[Rule]]:
    """Group lines that touch, directly or through others (union-find)."""
    parent = list(range(len(lines)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    flat = sorted((i for i, r in enumerate(lines) if not r.upright), key=lambda i: lines[i].at)
    heights = [lines[i].at for i in flat]
    for i, line in enumerate(lines):
        if line.upright:
            first = bisect_left(heights, line.start - _REACH)
            last = bisect_right(heights, line.stop + _REACH)
            for k in flat[first:last]:
                if lines[k].start - _REACH <= line.at <= lines[k].stop + _REACH:
                    parent[root(i)] = root(k)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for i, line in enumerate(lines):
        groups[root(i)].append(line)
    return [group for group in groups.values() if len(group) >= 4]  # no cell has fewer sides


def open_sides(lines: list[Rule]) -> list[Rule]:
    """Return the outer borders that a table printed without them lacks.

    Left open are tables whose flat lines all begin, or all end, at one place where no upright
    line stands, and which have upright lines between.
    """
    flat = [rule for rule in lines if not rule.upright]
    upright = [rule for rule in lines if rule.upright]
    if len(flat) < 3 or not upright:
        return []
    top, bottom = min(r.at for r in flat), max(r.at for r in flat)
    starts, stops = [rule.start for rule in flat], [rule.stop for rule in flat]
    sides = []
    for side, ends in ((min(starts), starts), (max(stops), stops)):
        together = all(abs(end - side) <= SNAP for end in ends)
        if together and not any(abs(rule.at - side) <= 2 * SNAP for rule in upright):
            sides.append(Rule(upright=True, at=side, start=top, stop=bottom))
    return sides


class Borders:
    """The lines of one group, snapped to a grid, and which grid sides they cover."""

    def __init__(self, lines: list[Rule]) -> None:
        self.xs = _snapped([r.at for r in lines if r.upright])
        self.ys = _snapped([r.at for r in lines if not r.upright])
        self._upright = _pieces([r for r in lines if r.upright], self.xs)
        self._flat = _pieces([r for r in lines if not r.upright], self.ys)

    def left_of(self, column: int, row: int) -> bool:
        """Say whether a line stands on the left of a grid square."""
        return _covered(self._upright[column], self.ys[row], self.ys[row + 1])

    def top_of(self, column: int, row: int) -> bool:
        """Say whether a line stands on the top of a grid square."""
        return _covered(self._flat[row], self.xs[column], self.xs[column + 1])


def _snapped(values: list[float]) -> list[float]:
    """Return the places of lines, those nearer than the snap distance taken as one."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= SNAP:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _pieces(lines: list[Rule], places: list[float]) -> list[list[tuple[float, float]]]:
    """Return for each place the stretches that lines cover there, joined and in order."""
    raw: list[list[tuple[float, float]]] = [[] for _ in places]
    for line in lines:
        nearest = min(range(len(places)), key=lambda i: abs(places[i] - line.at))
        raw[nearest].append((line.start, line.stop))
    joined: list[list[tuple[float, float]]] = []
    for stretches in raw:
        merged: list[tuple[float, float]] = []
        for start, stop in sorted(stretches):
            if merged and start <= merged[-1][1] + _REACH:
                merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
            else:
                merged.append((start, stop))
        joined.append(merged)
    return joined


def _covered(stretches: list[tuple[float, float]], start: float, stop: float) -> bool:
    return any(a <= start + SNAP and stop - SNAP <= b for a, b in stretches)
