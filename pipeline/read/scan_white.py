"""Reading, scan: the ground of a page, shadows and tints, divided away."""

import cv2
import numpy as np

from pipeline.read.scan_pixels import Gray


def whitened(gray: Gray) -> Gray:
    """Divide a page by its background: shadows, tinted cells and paper become white."""
    half = cv2.resize(gray, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    # 11 quarter pixels = 5.6 mm: wider than any stroke or printed letter part.
    paper = cv2.morphologyEx(half, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), 5)
    paper = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, np.maximum(paper, 1), scale=250), dtype=np.uint8)
