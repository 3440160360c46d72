#!/usr/bin/env python3
"""Makes the pictures that the tests of lib/image read, with NumPy and Pillow.

NAME.png or NAME.jpg is the picture, NAME.npy its pixels [height, width, channels] as they have
to be read. PNG files are put together here chunk by chunk, since Pillow does not write every kind
of them; what Pillow can read is checked against Pillow's reading.
"""
import io
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

folder = pathlib.Path(__file__).parent
random = np.random.default_rng(5)

GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, PALETTE: 1, GRAY_ALPHA: 2, RGBA: 4}


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def pack_rows(samples, depth):
    """Rows of samples [height, width, channels] as bytes, each after filter byte 0."""
    if samples.shape[0] == 0 or samples.shape[1] == 0:
        return b""
    rows = []
    for row in samples.reshape(samples.shape[0], -1):
        if depth == 16:
            data = row.astype(">u2").tobytes()
        elif depth == 8:
            data = row.astype("u1").tobytes()
        else:
            bits = ((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).reshape(-1)
            data = np.packbits(bits.astype("u1")).tobytes()
        rows.append(b"\0" + data)
    return b"".join(rows)


def png(samples, depth, color, extra=b"", interlaced=False):
    height, width = samples.shape[:2]
    if interlaced:
        passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2),
                  (0, 1, 2, 2), (1, 0, 2, 1)]
        data = b"".join(pack_rows(samples[y::dy, x::dx], depth) for y, x, dy, dx in passes)
    else:
        data = pack_rows(samples, depth)
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra +
            chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b""))


def save(name, data, expected):
    (folder / name).write_bytes(data)
    np.save(folder / (name.rsplit(".", 1)[0] + ".npy"), expected.astype("u1"))


def to_8_bits(samples, depth):
    """The nearest of 256 levels."""
    return (samples.astype("u8") * 255 * 2 + (2**depth - 1)) // (2 * (2**depth - 1))


def png_of(name, depth, color, transparent=None, interlaced=False):
    samples = random.integers(0, 2**depth, (7, 11, CHANNELS[color]))
    extra = b""
    if color == PALETTE:
        palette = random.integers(0, 256, (2**depth, 3))
        extra = chunk(b"PLTE", palette.astype("u1").tobytes())
        expected = palette[samples[..., 0]]
        if transparent is not None:  # The alpha of the first entries; the rest is opaque.
            extra += chunk(b"tRNS", bytes(transparent))
            alpha = np.full(2**depth, 255)
            alpha[:len(transparent)] = transparent
            expected = np.concatenate([expected, alpha[samples]], -1)
    else:
        expected = to_8_bits(samples, depth)
        if transparent is not None:  # One sample value that is transparent.
            samples[2, 3] = samples[5, 1] = transparent
            expected = to_8_bits(samples, depth)
            extra = chunk(b"tRNS", struct.pack(f">{len(transparent)}H", *transparent))
            opaque = (samples != np.array(transparent)).any(-1, keepdims=True)
            expected = np.concatenate([expected, opaque * 255], -1)
        if expected.shape[-1] == 2:
            expected = expected[..., [0, 0, 0, 1]]
    data = png(samples, depth, color, extra, interlaced)
    # Pillow takes the transparent sample of fewer than 8 bits as one of 8.
    if depth == 8 or (depth < 8 and (color == PALETTE or transparent is None)):
        mode = {1: "L", 3: "RGB", 4: "RGBA"}[expected.shape[-1]]
        seen = np.asarray(Image.open(io.BytesIO(data)).convert(mode)).reshape(expected.shape)
        assert (seen == expected).all(), name
    save(name + ".png", data, expected)


for depth in [1, 2, 4, 8, 16]:
    png_of(f"gray{depth}", depth, GRAY)
    png_of(f"gray{depth}_interlaced", depth, GRAY, interlaced=True)
for depth in [1, 2, 4, 8]:
    png_of(f"palette{depth}", depth, PALETTE)
png_of("palette4_interlaced", 4, PALETTE, interlaced=True)
png_of("palette8_transparent", 8, PALETTE, transparent=[0, 128, 255, 7])
png_of("gray4_transparent", 4, GRAY, transparent=[9])
png_of("gray8_transparent", 8, GRAY, transparent=[77])
png_of("rgb8_transparent", 8, RGB, transparent=[1, 2, 3])
png_of("rgb16_transparent", 16, RGB, transparent=[300, 2, 60000])
for depth in [8, 16]:
    for color, name in [(RGB, "rgb"), (GRAY_ALPHA, "gray_alpha"), (RGBA, "rgba")]:
        png_of(f"{name}{depth}", depth, color)
        png_of(f"{name}{depth}_interlaced", depth, color, interlaced=True)


def smooth(width, height, channels):
    """A picture that JPEG keeps well: gradients and a few waves."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [127 + 60 * np.sin(x / (5 + c) + c) + 60 * y / height * np.cos(y / (7 - c))
              for c in range(channels)]
    return np.clip(np.stack(planes, -1), 0, 255).astype("u1")


def jpeg_of(name, pixels, **options):
    stream = io.BytesIO()
    mode = {1: "L", 3: "RGB", 4: "CMYK"}[pixels.shape[-1]]
    Image.fromarray(pixels[..., 0] if mode == "L" else pixels, mode).save(stream, "JPEG", **options)
    seen = Image.open(io.BytesIO(stream.getvalue()))
    expected = np.asarray(seen.convert("RGB") if mode == "CMYK" else ImageOps.exif_transpose(seen))
    save(name + ".jpg", stream.getvalue(), expected.reshape(expected.shape[:2] + (-1,)))


jpeg_of("jpeg_gray", smooth(45, 33, 1), quality=90)
jpeg_of("jpeg_444", smooth(45, 33, 3), quality=90, subsampling=0)
jpeg_of("jpeg_420", smooth(45, 33, 3), quality=90, subsampling=2)
jpeg_of("jpeg_progressive", smooth(45, 33, 3), quality=90, progressive=True)
jpeg_of("jpeg_cmyk", smooth(45, 33, 4), quality=95)

# The same picture under every orientation, as a JPEG and as a PNG; what an upright reader sees.
upright = smooth(24, 16, 3)
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "cnnviz"
    jpeg_of(f"orientation{orientation}", upright, quality=95, subsampling=0, exif=exif)
    stream = io.BytesIO()
    small = upright[:5, :3]
    Image.fromarray(small).save(stream, "PNG", exif=exif)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(stream.getvalue()))))
    save(f"orientation{orientation}_png.png", stream.getvalue(), expected)


# Resizing: what Pillow makes of one picture, rows first and then columns.
def resized(name, pixels, sizes):
    gray = pixels.shape[-1] == 1
    image = Image.fromarray(pixels[..., 0] if gray else pixels)
    image.save(folder / f"{name}.png")
    for width, height in sizes:
        rows = image.resize((width, image.height), Image.Resampling.BILINEAR)
        result = rows.resize((width, height), Image.Resampling.BILINEAR)
        result.save(folder / f"{name}_{width}x{height}.png")


y, x = np.mgrid[0:47, 0:61]
scene = np.stack([127 + 127 * np.sin(x * y / 40), 255 * ((x // 7 + y // 5) % 2), 4 * x], -1)
scene[10:30, 20:40] = random.integers(0, 256, (20, 20, 3))
resized("scene", np.clip(scene, 0, 255).astype("u1"),
        [(28, 22), (61, 20), (17, 47), (90, 70), (200, 13), (1, 1), (60, 46), (5, 90)])
resized("edges", (random.integers(0, 2, (40, 40, 1)) * 255).astype("u1"),
        [(13, 13), (39, 41), (80, 80), (3, 37)])
