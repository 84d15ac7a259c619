"""The curves of `bench.paper_curves` as one small drawing: a frame for each degradation."""

from collections.abc import Mapping, Sequence

_WIDE, _HIGH, _GAP, _ACROSS = 190, 120, 46, 4
_LINES = {
    "fields": ("#1f4e79", ""),
    "boxes": ("#2e7d32", "5 3"),
    "signatures": ("#8e5b00", "2 3"),
    "flagged": ("#9e9e9e", ""),
    "silent": ("#c62828", ""),
}
Curve = tuple[str, float, Mapping[str, float]]


def curves_svg(points: Sequence[Curve]) -> str:
    """Return an SVG: share in percent upwards, the strengths given from left to right."""
    axes = list(dict.fromkeys(axis for axis, _, _ in points))
    rows = -(-len(axes) // _ACROSS)
    wide = _ACROSS * (_WIDE + _GAP) + _GAP
    high = rows * (_HIGH + _GAP) + _GAP
    frames = [
        _frame(axis, [point for point in points if point[0] == axis], _spot(rank))
        for rank, axis in enumerate(axes)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        f'font-family="sans-serif" font-size="9">{_legend()}{"".join(frames)}</svg>\n'
    )


def _spot(rank: int) -> tuple[int, int]:
    row, column = divmod(rank, _ACROSS)
    return _GAP + column * (_WIDE + _GAP), _GAP + row * (_HIGH + _GAP)


def _legend() -> str:
    parts = []
    for rank, (name, (colour, dash)) in enumerate(_LINES.items()):
        x = _GAP + rank * 110
        parts.append(
            f'<path d="M{x} 16h22" stroke="{colour}" stroke-dasharray="{dash}" stroke-width="2"/>'
            f'<text x="{x + 27}" y="19">{name} %</text>'
        )
    return "".join(parts)


def _frame(axis: str, points: Sequence[Curve], spot: tuple[int, int]) -> str:
    left, top = spot
    step = _WIDE / max(1, len(points) - 1)
    parts = [
        f'<text x="{left}" y="{top - 5}" font-weight="bold">{axis}</text>',
        f'<path d="M{left} {top}v{_HIGH}h{_WIDE}" fill="none" stroke="#777"/>',
    ]
    for level in (0, 50, 100):
        y = top + _HIGH * (1 - level / 100)
        parts.append(f'<text x="{left - 4}" y="{y + 3:.0f}" text-anchor="end">{level}</text>')
    for rank, (_, strength, _) in enumerate(points):
        parts.append(
            f'<text x="{left + rank * step:.0f}" y="{top + _HIGH + 11}" text-anchor="middle">'
            f"{strength:g}</text>"
        )
    for name, (colour, dash) in _LINES.items():
        line = " ".join(
            f"{left + rank * step:.1f},{top + _HIGH * (1 - rates[name] / 100):.1f}"
            for rank, (_, _, rates) in enumerate(points)
            if rates[name] == rates[name]  # not a number: nothing to count
        )
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.6" '
            f'stroke-dasharray="{dash}"/>'
        )
    return "".join(parts)
