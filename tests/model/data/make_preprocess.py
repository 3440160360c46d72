#!/usr/bin/env python3
"""Writes the pictures and reference tensors of test_preprocess.cpp (Pillow, NumPy).

    python3 make_preprocess.py
"""

import numpy as np
from PIL import Image

IMAGENET = dict(color="RGB", range=1, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))
CAFFE = dict(color="BGR", range=255, mean=(104, 117, 123), std=(1, 1, 1))
UNIT_GRAY = dict(color="GRAY", range=1, mean=(0,), std=(1,))

# name: picture, height, width, resize, resize_to, normalization
CASES = {
    "wide_shorter": ("wide", 16, 16, "shorter", 18, IMAGENET),
    "tall_shorter": ("tall", 16, 16, "shorter", 21, CAFFE),
    "wide_enlarged": ("wide", 40, 40, "shorter", 46, IMAGENET),
    "wide_oblong": ("wide", 10, 30, "shorter", 12, IMAGENET),
    "wide_stretch": ("wide", 12, 20, "stretch", 0, CAFFE),
    "wide_letterbox": ("wide", 16, 16, "letterbox", 0, IMAGENET),
    "tall_letterbox": ("tall", 14, 19, "letterbox", 0, CAFFE),
    "wide_exact": ("wide", 29, 41, "shorter", 34, IMAGENET),
    "tall_gray": ("tall", 12, 12, "shorter", 14, UNIT_GRAY),
}


def scene(width, height, seed):
    """Smooth colors, an edge and some noise: nothing is symmetric."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [90 + 80 * np.sin(x / 5 + c) + 60 * np.cos(y / 4 - c) + 50 * (x > 2 * y) for c in range(3)]
    noise = rng.integers(-20, 20, (height, width, 3))
    return Image.fromarray(np.clip(np.stack(planes, -1) + noise, 0, 255).astype(np.uint8))


def view(image, height, width, resize, resize_to):
    """The network's view and where it lies: pixels, and which of them are inside the picture."""
    inside = np.ones((height, width), bool)
    if image.size == (width, height):
        return np.asarray(image), inside
    w, h = image.size
    if resize == "stretch":
        return np.asarray(image.resize((width, height), Image.BILINEAR)), inside
    if resize == "shorter":
        new = (resize_to, round(resize_to * h / w)) if w < h else (round(resize_to * w / h), resize_to)
        if new[0] < width or new[1] < height:
            new = (width, round(h * width / w)) if w * height < width * h else (round(w * height / h), height)
        x, y = (new[0] - width) // 2, (new[1] - height) // 2
        return np.asarray(image.resize(new, Image.BILINEAR).crop((x, y, x + width, y + height))), inside
    new = (width, round(h * width / w)) if w * height > width * h else (round(w * height / h), height)
    x, y = -((new[0] - width) // 2), -((new[1] - height) // 2)
    small = np.asarray(image.resize(new, Image.BILINEAR))
    pixels = np.zeros((height, width) + small.shape[2:], np.uint8)
    inside[:] = False
    pixels[y : y + new[1], x : x + new[0]] = small
    inside[y : y + new[1], x : x + new[0]] = True
    return pixels, inside


def main():
    pictures = {"wide": scene(41, 29, 1), "tall": scene(23, 38, 2)}
    for name, picture in pictures.items():
        picture.save(f"{name}.png")
    for name, (picture, height, width, resize, resize_to, norm) in CASES.items():
        image = pictures[picture].convert("L" if norm["color"] == "GRAY" else "RGB")
        pixels, inside = view(image, height, width, resize, resize_to)
        pixels = pixels.reshape(height, width, -1).astype(np.float64)
        if norm["color"] == "BGR":
            pixels = pixels[..., ::-1]
        x = (pixels * norm["range"] / 255 - np.array(norm["mean"])) / np.array(norm["std"])
        x[~inside] = 0  # beside a letterboxed picture
        np.save(f"{name}.npy", x.transpose(2, 0, 1)[None].astype(np.float32))


if __name__ == "__main__":
    main()
