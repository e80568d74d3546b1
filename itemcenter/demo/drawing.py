"""A tiny canvas: shapes as yes/no masks, smoothed by averaging, and PNG files without any picture library."""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]  # (height, width, 3)
Rgb = tuple[int, int, int]

SIZE = 72  # pixels a side; small, because there are hundreds of pictures
_FINER = 2  # points per pixel and side that are averaged


class Canvas:
    """A square picture; x goes right and y down, both from 0 to 1."""

    def __init__(self, background: Rgb) -> None:
        side = SIZE * _FINER
        at = (np.arange(side) + 0.5) / side
        self.x, self.y = np.meshgrid(at, at)
        self._points = np.empty((side, side, 3), np.float32)
        self._points[:] = background

    def fill(self, mask: Mask, rgb: Rgb) -> None:
        """Paint the masked points over whatever is there."""
        self._points[mask] = rgb

    def disc(self, cx: float, cy: float, rx: float, ry: float = 0.0) -> Mask:
        """An ellipse; a circle where `ry` is left out."""
        return ((self.x - cx) / rx) ** 2 + ((self.y - cy) / (ry or rx)) ** 2 <= 1

    def box(self, left: float, top: float, right: float, bottom: float, radius: float = 0.0) -> Mask:
        """A rectangle, with round corners if `radius` is not 0."""
        dx = np.maximum(np.maximum(left + radius - self.x, self.x - right + radius), 0)
        dy = np.maximum(np.maximum(top + radius - self.y, self.y - bottom + radius), 0)
        if radius == 0:
            return np.asarray((dx == 0) & (dy == 0))
        return np.asarray(dx**2 + dy**2 <= radius**2)

    def polygon(self, *points: tuple[float, float]) -> Mask:
        """The inside of a closed line through `points`."""
        inside = np.zeros(self.x.shape, bool)
        for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
            if y0 != y1:
                crosses = (y0 > self.y) != (y1 > self.y)
                inside ^= crosses & (self.x < (x1 - x0) * (self.y - y0) / (y1 - y0) + x0)
        return inside

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float) -> Mask:
        """A straight stroke with round ends."""
        dx, dy = x1 - x0, y1 - y0
        along = np.clip(((self.x - x0) * dx + (self.y - y0) * dy) / (dx * dx + dy * dy), 0, 1)
        return (self.x - x0 - along * dx) ** 2 + (self.y - y0 - along * dy) ** 2 <= (width / 2) ** 2

    def pixels(self) -> Pixels:
        """The picture, points averaged; channels in steps of 8, so that few colours make small files."""
        averaged = self._points.reshape(SIZE, _FINER, SIZE, _FINER, 3).mean((1, 3))
        return np.asarray(np.clip(np.round(averaged / 8) * 8, 0, 255), np.uint8)


def blurred(pixels: Pixels, reach: int) -> Pixels:
    """Every pixel replaced by the mean of its neighbours up to `reach` away, in both directions."""
    blurry = pixels.astype(np.float32)
    for axis in (0, 1):
        pads = [(reach, reach) if at == axis else (0, 0) for at in range(3)]
        padded = np.pad(blurry, pads, mode="edge")
        moved = [np.take(padded, range(by, by + pixels.shape[axis]), axis) for by in range(2 * reach + 1)]
        blurry = np.mean(moved, axis=0, dtype=np.float32)
    return np.round(blurry / 8).astype(np.uint8) * 8


def shrunk(pixels: Pixels, side: int) -> Pixels:
    """Every n-th pixel, so that about `side` are left."""
    step = max(pixels.shape[0] // side, 1)
    return pixels[::step, ::step]


def mixed(rgb: Rgb, other: Rgb, share: float) -> Rgb:
    """`rgb` with a share of `other` in it."""
    red, green, blue = (round(a * (1 - share) + b * share) for a, b in zip(rgb, other, strict=True))
    return red, green, blue


def png_bytes(pixels: Pixels) -> bytes:
    """A PNG file: a palette where there are at most 256 colours, else plain RGB."""
    height, width, _ = pixels.shape
    packed = pixels.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    lights, indexes = np.unique(packed.ravel(), return_inverse=True)
    if len(lights) <= 256:
        colours = np.stack([lights >> 16, lights >> 8, lights], axis=1)
        rows = indexes.reshape(height, width).astype(np.uint8)
        kind, palette = 3, _chunk(b"PLTE", (colours & 255).astype(np.uint8).tobytes())
    else:
        rows = pixels.reshape(height, width * 3)
        kind, palette = 2, b""
    lines = np.concatenate([np.zeros((height, 1), np.uint8), rows], axis=1).tobytes()
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + palette + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def read_png(path: Path) -> Pixels:
    """Pixels of a file that `png_bytes` made. Raises `ValueError` for anything else."""
    content = path.read_bytes()
    if content[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError(f"{path.name} is no PNG file")
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        chunks[content[at + 4 : at + 8]] = content[at + 8 : at + 8 + length]
        at += 12 + length
    if b"IEND" not in chunks:
        raise ValueError(f"{path.name} is cut off")
    width, height, _, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    depth = 1 if kind == 3 else 3
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width * depth + 1)[:, 1:]
    if kind == 3:
        palette = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
        return np.asarray(palette[rows])
    return np.asarray(rows.reshape(height, width, 3))


#: Capital letters of 3 x 5 points, row by row, for watermarks.
_LETTERS = {
    "S": "011100010001110",
    "A": "010101111101101",
    "M": "101111111101101",
    "P": "110101110100100",
    "L": "100100100100111",
    "E": "111100110100111",
}


def lettered(pixels: Pixels, text: str, rgb: Rgb, scale: int, at: Sequence[int]) -> Pixels:
    """A copy with `text` written over it, `at` (row, column)."""
    written = pixels.copy()
    for place, letter in enumerate(text):
        for point, on in enumerate(_LETTERS[letter]):
            if on == "1":
                row = at[0] + point // 3 * scale
                column = at[1] + (place * 4 + point % 3) * scale
                written[row : row + scale, column : column + scale] = rgb
    return written
