"""What Pillow makes of a photo, as cnnviz's sidecars state it."""

import numpy as np
from PIL import Image, ImageOps

from tool import DATA

RGB, BGR, GRAY = "RGB", "BGR", "GRAY"


def photos():
    folder = DATA / "images"
    return sorted(p for p in folder.glob("*.*") if p.suffix in (".jpg", ".png"))


def sized(image, settings):
    """Resized and cropped, and the part of it that is picture where it is padded."""
    height, width = settings["size"]
    mode = settings.get("resize", "shorter")
    if image.size == (width, height):
        return image
    if mode == "stretch":
        return image.resize((width, height), Image.Resampling.BILINEAR)
    if mode == "shorter":
        side = settings.get("resize_to", round(min(height, width) / 0.875))
        scale = side / min(image.size)
    else:
        scale = min(width / image.width, height / image.height)
    if mode == "shorter":
        size = tuple(side if s == min(image.size) else round(s * scale) for s in image.size)
    else:
        size = tuple(round(s * scale) for s in image.size)
    if size != image.size:
        image = image.resize(size, Image.Resampling.BILINEAR)
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def network_input(path, settings):
    """The tensor [1, C, H, W] for a picture's file."""
    image = ImageOps.exif_transpose(Image.open(path))
    color = settings.get("color", RGB)
    image = sized(image.convert("L" if color == GRAY else "RGB"), settings)
    pixels = np.asarray(image).astype("f4").reshape(*settings["size"], -1)
    if color == BGR:
        pixels = pixels[:, :, ::-1]
    mean, std = (np.array(settings[key], "f4") for key in ("mean", "std"))
    x = (pixels * np.float32(settings["range"] / 255) - mean) / std
    return np.ascontiguousarray(x.transpose(2, 0, 1)[None])
