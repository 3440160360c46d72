"""Draws the scenes that the demo model is trained on, and the sample pictures.

A scene is a cluttered background with one object, or with two objects of different classes.
The main colors of an object are drawn at random, so that shape and texture tell the classes apart.
The generator knows the exact mask of each object.

    python generate.py samples             # writes the sample pictures and samples.json
    python generate.py --sheet sheet.png   # one picture with a few scenes of every class

Needs numpy and Pillow. The same seed gives the same picture.
"""

import argparse
import colorsys
import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = 128  # side of a scene in pixels
SUPER = 4  # objects are drawn this many times larger, then averaged down
LABELS = (
    "arrow",
    "ball",
    "cat",
    "checkerboard",
    "donut",
    "fish",
    "flower",
    "house",
    "ladybug",
    "moon",
    "mushroom",
    "star",
)
UPRIGHT = {"cat", "house", "mushroom"}  # these lean by at most 25 degrees
SINGLE_RADIUS = (20, 40)  # nominal radius in pixels of the object of a one-object scene
PAIR_RADIUS = (20, 28)  # the same where a scene holds two objects

# The committed sample pictures: file name, classes, seed.
SAMPLES = (
    ("arrow.png", ("arrow",), 1005),
    ("ball.png", ("ball",), 1103),
    ("cat.png", ("cat",), 1207),
    ("checkerboard.png", ("checkerboard",), 1305),
    ("donut.png", ("donut",), 1406),
    ("fish.png", ("fish",), 1501),
    ("flower.png", ("flower",), 1605),
    ("house.png", ("house",), 1705),
    ("ladybug.png", ("ladybug",), 1805),
    ("moon.png", ("moon",), 1946),
    ("mushroom.png", ("mushroom",), 2005),
    ("star.png", ("star",), 2101),
    ("cat_and_fish.png", ("cat", "fish"), 5004),
    ("house_and_mushroom.png", ("house", "mushroom"), 5301),
    ("ladybug_and_flower.png", ("ladybug", "flower"), 5201),
)


@dataclass
class Scene:
    """A picture and what it shows."""

    image: np.ndarray  # [SIZE, SIZE, 3] uint8
    classes: list  # class index of each object
    masks: list  # [SIZE, SIZE] bool for each object
    boxes: list  # [x0, y0, x1, y1] for each object, x1 and y1 exclusive


# ---------------------------------------------------------------- colors and curves


def hsv(hue, saturation, value):
    """Returns an 8-bit RGB color; the hue wraps around at 1."""
    return tuple(round(255 * c) for c in colorsys.hsv_to_rgb(hue % 1, saturation, value))


class Palette:
    """The random colors of one object: two vivid ones, a dark one and a light one."""

    def __init__(self, rng):
        hue = rng.random()
        self.main = hsv(hue, rng.uniform(0.55, 0.95), rng.uniform(0.65, 1))
        self.accent = hsv(hue + rng.uniform(0.25, 0.75), rng.uniform(0.5, 0.9), rng.uniform(0.6, 1))
        self.dark = hsv(hue + rng.uniform(-0.1, 0.1), rng.uniform(0.3, 0.7), rng.uniform(0.1, 0.25))
        self.light = hsv(rng.random(), rng.uniform(0, 0.15), rng.uniform(0.9, 1))


def scaled(color, factor):
    """Returns the color made darker (factor < 1) or lighter (factor > 1)."""
    return tuple(min(255, round(c * factor)) for c in color)


def arc(cx, cy, rx, ry, start=0.0, stop=360.0, tilt=0.0):
    """Returns points of an elliptic arc; angles in degrees, clockwise from the right."""
    angles = np.radians(np.linspace(start, stop, max(6, int(abs(stop - start) / 6))))
    x, y = rx * np.cos(angles), ry * np.sin(angles)
    c, s = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    return np.stack([cx + c * x - s * y, cy + s * x + c * y], axis=1)


# ---------------------------------------------------------------- drawing one object


class Pen:
    """Draws in unit coordinates (x right, y down, the object within about -1..1).

    The drawing is turned, mirrored and scaled onto a supersampled canvas; beside the colors the
    pen keeps the mask of what it has covered.
    """

    MARGIN = 1.3  # half side of the canvas in unit coordinates

    def __init__(self, radius, degrees=0.0, mirror=False):
        self.side = math.ceil(2 * radius * self.MARGIN)
        canvas = (self.side * SUPER, self.side * SUPER)
        self.scale = radius * SUPER
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        self.matrix = self.scale * np.array([[-c if mirror else c, -s], [-s if mirror else s, c]])
        self.center = self.side * SUPER / 2
        self.colors = Image.new("RGB", canvas)
        self.mask = Image.new("L", canvas)

    def _pixels(self, points):
        """Maps unit coordinates to canvas pixels, in the form that Pillow takes."""
        return (np.asarray(points) @ self.matrix.T + self.center).ravel().tolist()

    def fill(self, points, color, outline=None, width=0.05):
        """Fills a polygon; an outline is drawn along its edge."""
        pixels = self._pixels(points)
        ImageDraw.Draw(self.colors).polygon(pixels, fill=color)
        ImageDraw.Draw(self.mask).polygon(pixels, fill=255)
        if outline is not None:
            self.stroke(np.concatenate([points, points[:2]]), outline, width)

    def stroke(self, points, color, width=0.05):
        """Draws a line through the points."""
        pixels, thick = self._pixels(points), max(1, round(width * self.scale))
        ImageDraw.Draw(self.colors).line(pixels, fill=color, width=thick, joint="curve")
        ImageDraw.Draw(self.mask).line(pixels, fill=255, width=thick, joint="curve")

    def erase(self, points):
        """Makes a polygon transparent again."""
        ImageDraw.Draw(self.mask).polygon(self._pixels(points), fill=0)

    def inside(self, points, paint):
        """Runs paint(), a function that draws, and keeps only what falls inside the polygon."""
        before = self.colors.copy(), self.mask.copy()
        paint()
        clip = Image.new("L", self.mask.size)
        ImageDraw.Draw(clip).polygon(self._pixels(points), fill=255)
        self.colors = Image.composite(self.colors, before[0], clip)
        self.mask = Image.composite(self.mask, before[1], clip)

    def finish(self):
        """Returns colors times alpha [n, n, 3] and alpha [n, n], both 0..1, at scene scale."""
        black = Image.new("RGB", self.colors.size)
        color = Image.composite(self.colors, black, self.mask).reduce(SUPER)
        alpha = self.mask.reduce(SUPER)
        return np.asarray(color, np.float32) / 255, np.asarray(alpha, np.float32) / 255


# ---------------------------------------------------------------- the classes


def draw_arrow(pen, rng, pal):
    """A block arrow with a lighter band along its shaft."""
    shaft, head, neck = rng.uniform(0.18, 0.28), rng.uniform(0.55, 0.72), rng.uniform(0, 0.25)
    half = [(-1, -shaft), (neck, -shaft), (neck, -head), (1, 0)]
    pen.fill(np.array(half + [(x, -y) for x, y in half[-2::-1]]), pal.main, pal.dark, 0.07)
    band = [(-0.88, -0.06), (neck + 0.2, -0.06), (neck + 0.2, 0.06), (-0.88, 0.06)]
    pen.fill(band, pal.light)


def draw_ball(pen, rng, pal):
    """A ball with bands that curve as circles of latitude do."""
    edge = arc(0, 0, 0.9, 0.9)
    pen.fill(edge, pal.light)
    bands, tilt = int(rng.integers(5, 8)), rng.uniform(0.2, 0.5)

    def paint():
        for i in range(1, bands):
            latitude = math.pi * (i / bands - 0.5)
            r, y = 0.92 * math.cos(latitude), 0.9 * math.sin(latitude) * math.cos(tilt)
            front = arc(0, y, r, r * math.sin(tilt), 180, 0)
            below = [(0.95, y), (1.2, 1.2), (-1.2, 1.2), (-0.95, y)]
            pen.fill(np.concatenate([front, below]), (pal.main, pal.light)[(i - 1) % 2])

    pen.inside(edge, paint)
    pen.stroke(np.concatenate([edge, edge[:2]]), pal.dark, 0.06)


def draw_cat(pen, rng, pal):
    """A cat's face: ears, striped forehead, slit eyes, nose, whiskers."""
    for side in (-1, 1):
        tip = rng.uniform(0.95, 1.08)
        ear = np.array([(side * 0.85, -0.2), (side * 0.74, -tip), (side * 0.2, -0.55)])
        pen.fill(ear, pal.main, pal.dark, 0.06)
        pen.fill(ear * 0.6 + [side * 0.24, -0.24], pal.accent)
    face = arc(0, 0.08, 0.92, 0.76)
    pen.fill(face, pal.main, pal.dark, 0.06)
    for x in (-0.22, 0, 0.22):
        pen.stroke([(x, -0.62 + x * x), (x * 0.8, -0.32)], pal.dark, 0.08)
    pen.fill(arc(0, 0.45, 0.4, 0.27), pal.light)
    iris = hsv(rng.random(), 0.5, 1)
    for side in (-1, 1):
        pen.fill(arc(side * 0.4, -0.02, 0.21, 0.19), iris, pal.dark, 0.05)
        pen.fill(arc(side * 0.4, -0.02, 0.07, 0.17), (15, 15, 20))
        for y in (0.3, 0.42, 0.54):
            pen.stroke([(side * 0.42, y), (side * 1.1, y * 1.7 - 0.3)], pal.dark, 0.035)
    pen.fill([(-0.12, 0.27), (0.12, 0.27), (0, 0.4)], pal.accent, pal.dark, 0.04)
    for side in (-1, 1):
        pen.stroke(arc(side * 0.14, 0.42, 0.14, 0.14, 0, 180), pal.dark, 0.045)


def draw_checkerboard(pen, rng, pal):
    """A framed square of four to six cells a side."""
    n, half = int(rng.integers(4, 7)), 0.7
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    pen.fill(square * (half + 0.1), pal.dark)
    pen.fill(square * half, pal.light)
    cell = 2 * half / n
    for i in range(n):
        for j in range(i % 2, n, 2):
            corner = np.array([j * cell - half, i * cell - half])
            pen.fill((square + 1) / 2 * cell + corner, pal.main)


def draw_donut(pen, rng, pal):
    """A ring of dough with wavy icing and sprinkles."""
    dough = hsv(rng.uniform(0.05, 0.12), rng.uniform(0.4, 0.7), rng.uniform(0.6, 0.9))
    pen.fill(arc(0, 0, 0.95, 0.95), dough, scaled(dough, 0.5), 0.05)
    angles = np.linspace(0, 2 * math.pi, 90)
    waves = int(rng.integers(6, 10))
    radius = 0.83 + 0.05 * np.sin(waves * angles + rng.uniform(0, 6))
    pen.fill(np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1), pal.main)
    hole = rng.uniform(0.26, 0.36)
    for angle in np.linspace(0, 360, int(rng.integers(14, 22)), endpoint=False):
        a, r = math.radians(angle + rng.uniform(-6, 6)), rng.uniform(hole + 0.14, 0.7)
        x, y, turn = r * math.cos(a), r * math.sin(a), rng.uniform(0, math.pi)
        dx, dy = 0.08 * math.cos(turn), 0.08 * math.sin(turn)
        pen.stroke([(x - dx, y - dy), (x + dx, y + dy)], hsv(rng.random(), 0.4, 1), 0.07)
    pen.fill(arc(0, 0, hole + 0.06, hole + 0.06), scaled(dough, 0.8))
    pen.erase(arc(0, 0, hole, hole))


def draw_fish(pen, rng, pal):
    """A fish seen from the side: forked tail, fins, scales, a round eye."""
    fin = scaled(pal.accent, 0.9)
    pen.fill(np.array([(-0.5, 0), (-1.05, -0.5), (-0.88, 0), (-1.05, 0.5)]), fin, pal.dark, 0.05)
    pen.fill(np.array([(-0.3, -0.3), (-0.1, -0.75), (0.45, -0.35)]), fin, pal.dark, 0.05)
    pen.fill(np.array([(-0.1, 0.35), (0, 0.68), (0.3, 0.35)]), fin, pal.dark, 0.05)
    height = rng.uniform(0.42, 0.52)
    upper = arc(0.2, 0, 0.8, height, 180, 360)
    body = np.concatenate([upper, upper[::-1] * [1, -1]])
    pen.fill(body, pal.main)

    def paint():
        for i, x in enumerate(np.arange(-0.55, 0.42, 0.17)):
            for y in np.arange(-0.5, 0.6, 0.2) + 0.1 * (i % 2):
                pen.stroke(arc(x, y, 0.1, 0.1, 90, 270), pal.dark, 0.035)
        pen.stroke(arc(0.3, 0, 0.22, 0.55, -90, 90), pal.dark, 0.06)

    pen.inside(body, paint)
    pen.stroke(np.concatenate([body, body[:2]]), pal.dark, 0.05)
    pen.fill(arc(0.7, -0.12, 0.12, 0.12), (250, 250, 250), pal.dark, 0.04)
    pen.fill(arc(0.72, -0.12, 0.055, 0.055), (10, 10, 15))


def draw_flower(pen, rng, pal):
    """Five to eight petals around a dotted center."""
    petals = int(rng.integers(5, 9))
    width = 1.7 / petals * rng.uniform(0.85, 1.1)
    for i in range(petals):
        turn = 360 * i / petals
        c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        pen.fill(arc(0.58 * c, 0.58 * s, 0.4, width, tilt=turn), pal.main, pal.dark, 0.045)
        vein = scaled(pal.main, 0.7)
        pen.stroke([(0.3 * c, 0.3 * s), (0.75 * c, 0.75 * s)], vein, 0.05)
    pen.fill(arc(0, 0, 0.28, 0.28), pal.accent, pal.dark, 0.05)
    for a in np.linspace(0, 2 * math.pi, 6, endpoint=False):
        x, y = 0.15 * math.cos(a), 0.15 * math.sin(a)
        pen.fill(arc(x, y, 0.04, 0.04), scaled(pal.accent, 0.5))


def draw_house(pen, rng, pal):
    """A front with a door and windows under a gable roof with a chimney."""
    wide, eaves = rng.uniform(0.62, 0.75), rng.uniform(-0.2, -0.05)
    chimney = np.array([(0.32, -0.95), (0.54, -0.95), (0.54, -0.3), (0.32, -0.3)])
    pen.fill(chimney, scaled(pal.accent, 0.75), pal.dark, 0.05)
    wall = np.array([(-wide, eaves), (wide, eaves), (wide, 0.85), (-wide, 0.85)])
    pen.fill(wall, pal.light if rng.random() < 0.5 else pal.main, pal.dark, 0.05)
    roof = np.array([(-wide - 0.22, eaves), (0, -0.98), (wide + 0.22, eaves)])
    pen.fill(roof, pal.accent)

    def paint():
        for y in np.arange(-0.85, 0, 0.16):
            pen.stroke([(-1, y), (1, y)], scaled(pal.accent, 0.7), 0.04)

    pen.inside(roof, paint)
    pen.stroke(np.concatenate([roof, roof[:2]]), pal.dark, 0.05)
    left = rng.uniform(-0.5, -0.4)
    door = np.array([(left, 0.3), (left + 0.36, 0.3), (left + 0.36, 0.85), (left, 0.85)])
    pen.fill(door, scaled(pal.accent, 0.6), pal.dark, 0.04)
    pen.fill(arc(left + 0.28, 0.6, 0.04, 0.04), pal.light)
    glass = hsv(rng.random(), 0.35, 0.95)
    window = np.array([(0.1, 0.12), (0.5, 0.12), (0.5, 0.52), (0.1, 0.52)])
    pen.fill(window, glass, pal.dark, 0.05)
    pen.stroke([(0.3, 0.12), (0.3, 0.52)], pal.dark, 0.04)
    pen.stroke([(0.1, 0.32), (0.5, 0.32)], pal.dark, 0.04)


def draw_ladybug(pen, rng, pal):
    """A beetle from above: dotted wing cases, head, feelers and six legs."""
    black = scaled(pal.dark, 0.8)
    for side in (-1, 1):
        for x in (-0.4, 0.05, 0.45):
            knee = (x * 1.2, side * 0.85)
            pen.stroke([(x, side * 0.5), knee, (x * 1.5 - 0.05, side * 0.98)], black, 0.07)
        pen.stroke([(0.8, side * 0.15), (1.0, side * 0.3), (1.12, side * 0.28)], black, 0.05)
    pen.fill(arc(0.72, 0, 0.28, 0.36), black)
    for side in (-1, 1):
        pen.fill(arc(0.82, side * 0.19, 0.07, 0.07), pal.light)
    body = arc(-0.08, 0, 0.8, 0.72)
    pen.fill(body, pal.main)
    dot = rng.uniform(0.12, 0.17)

    def paint():
        pen.stroke([(-1, 0), (1, 0)], black, 0.06)
        for side in (-1, 1):
            for x, y in ((-0.5, 0.28), (-0.12, 0.46), (0.0, 0.17), (0.36, 0.36)):
                x, y = x + rng.uniform(-0.04, 0.04), y + rng.uniform(-0.03, 0.03)
                pen.fill(arc(x, side * y, dot, dot), black)

    pen.inside(body, paint)
    pen.stroke(np.concatenate([body, body[:2]]), black, 0.06)


def draw_moon(pen, rng, pal):
    """A crescent with a few craters."""
    inner = rng.uniform(0.15, 0.4)
    outer = arc(0, 0, 0.95, 0.95, 90, 270)
    rim = arc(0, 0, inner, 0.95, 270, 90)
    shape = np.concatenate([outer, rim]) + [0.45, 0]
    pen.fill(shape, pal.main)

    def paint():
        for y in (-0.42, 0.0, 0.4):
            r, x = rng.uniform(0.07, 0.13), rng.uniform(-0.1, 0.1) - 0.2 + 0.7 * y * y
            pen.fill(arc(x, y + rng.uniform(-0.1, 0.1), r, r), scaled(pal.main, 0.75))

    pen.inside(shape, paint)
    pen.stroke(np.concatenate([shape, shape[:2]]), pal.dark, 0.05)


def draw_mushroom(pen, rng, pal):
    """A light stem under a domed cap with light spots."""
    stem = rng.uniform(0.2, 0.3)
    foot = arc(0, 0.75, stem * 1.4, 0.2, 0, 180)
    pen.fill(np.concatenate([[(-stem, 0), (stem, 0)], foot]), pal.light, pal.dark, 0.05)
    pen.fill(arc(0, 0.1, 0.62, 0.14), scaled(pal.light, 0.75), pal.dark, 0.05)
    dome = np.concatenate([arc(0, 0.1, 0.95, 0.95, 180, 360), arc(0, 0.1, 0.95, 0.16, 0, 180)])
    pen.fill(dome, pal.main)

    def paint():
        for x, y, r in ((-0.55, -0.2, 0.16), (-0.1, -0.5, 0.2), (0.42, -0.3, 0.18),
                        (0.02, -0.02, 0.13), (0.75, 0.06, 0.12), (-0.82, 0.1, 0.1)):
            x, r = x + rng.uniform(-0.06, 0.06), r * rng.uniform(0.85, 1.15)
            pen.fill(arc(x, y, r, r * 0.85), pal.light)

    pen.inside(dome, paint)
    pen.stroke(np.concatenate([dome, dome[:2]]), pal.dark, 0.05)


def draw_star(pen, rng, pal):
    """A five-pointed star whose points have a light and a shaded half."""
    waist = rng.uniform(0.38, 0.48)
    angles = np.radians(np.arange(10) * 36 - 90)
    radius = np.where(np.arange(10) % 2, waist, 1.0)
    tips = np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1)
    for i in range(10):
        shade = pal.main if i % 2 else scaled(pal.main, 0.72)
        pen.fill([(0, 0), tips[i], tips[(i + 1) % 10]], shade)
    pen.stroke(np.concatenate([tips, tips[:2]]), pal.dark, 0.06)


PAINTERS = tuple(globals()[f"draw_{label}"] for label in LABELS)


# ---------------------------------------------------------------- clutter and light


def value_noise(rng, cells):
    """Returns smooth noise [SIZE, SIZE] in about -1..1 with the given number of cells a side."""
    grid = Image.fromarray(rng.uniform(-1, 1, (cells, cells)).astype(np.float32))
    return np.asarray(grid.resize((SIZE, SIZE), Image.Resampling.BICUBIC))


def ramp(degrees):
    """Returns a linear ramp [SIZE, SIZE] from -1 to 1 along a direction."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / (SIZE / 2) - 1
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return ((c * x + s * y) / (abs(c) + abs(s))).astype(np.float32)


def draw_background(rng):
    """Returns a textured background [SIZE, SIZE, 3] in 0..1: a gradient, clouds and a weave."""
    hue = rng.random()
    ends = [
        np.array(hsv(hue + rng.uniform(-0.12, 0.12), rng.uniform(0.1, 0.5), rng.uniform(0.3, 0.95)))
        for _ in range(2)
    ]
    mix = np.clip(0.5 + 0.4 * ramp(rng.uniform(0, 360)), 0, 1)[..., None]
    scene = (ends[0] * mix + ends[1] * (1 - mix)) / 255
    for cells, most in ((4, 0.12), (9, 0.08), (24, 0.06)):
        tint = rng.uniform(0.5, 1, 3)
        scene = scene + rng.uniform(0, most) * value_noise(rng, cells)[..., None] * tint
    kind, strength = rng.integers(4), rng.uniform(0.03, 0.1)
    angle, waves = rng.uniform(0, 360), rng.uniform(14, 40)
    bend = rng.uniform(0, 2) * value_noise(rng, 5)
    along = np.sin(waves * ramp(angle) + bend)
    if kind == 1:  # stripes
        scene = scene + strength * along[..., None]
    elif kind == 2:  # cloth
        across = np.sin(waves * ramp(angle + 90) + bend)
        scene = scene + strength * np.maximum(along, across)[..., None]
    elif kind == 3:  # planks
        scene = scene - 2 * strength * (along > 0.93)[..., None]
    return scene.astype(np.float32)


def draw_scrap(pen, rng, pal):
    """A distractor: a ragged piece of paper, plain or striped or dotted, an ellipse or a line."""
    kind = rng.random()
    if kind < 0.3:
        points = [(x, rng.uniform(-0.5, 0.5)) for x in np.linspace(-1, 1, rng.integers(2, 6))]
        pen.stroke(points, pal.main, rng.uniform(0.06, 0.25))
    elif kind < 0.4:
        bow = arc(0, 0.4, 0.9, rng.uniform(0.3, 0.9), 180, 360)
        pen.stroke(bow, pal.main, rng.uniform(0.06, 0.25))
    elif kind < 0.55:
        outline = pal.dark if rng.random() < 0.5 else None
        pen.fill(arc(0, 0, 0.95, rng.uniform(0.3, 0.8)), pal.main, outline)
    else:
        angles = np.sort(rng.uniform(0, 2 * math.pi, rng.integers(3, 7)))
        reach = rng.uniform(0.6, 1, len(angles))
        piece = np.stack([reach * np.cos(angles), reach * np.sin(angles)], axis=1)
        pen.fill(piece, pal.main)
        pattern = rng.integers(3)

        def paint():
            for x in np.arange(-0.9, 1, 0.35):
                if pattern == 1:
                    pen.stroke([(x, -1), (x, 1)], pal.light, 0.14)
                elif pattern == 2:
                    for y in np.arange(-0.9, 1, 0.35):
                        pen.fill(arc(x, y, 0.09, 0.09), pal.dark)

        pen.inside(piece, paint)
        if rng.random() < 0.5:
            pen.stroke(np.concatenate([piece, piece[:2]]), pal.dark, 0.06)


def paste(scene, pen, cx, cy, light, shadow):
    """Lays a drawing over the scene with its shadow; returns the mask of what it covers.

    `light` is the direction in degrees that the light comes from, `shadow` the darkness of the
    shadow. Parts outside the scene are cut off.
    """
    color, alpha = pen.finish()
    y, x = np.mgrid[0 : pen.side, 0 : pen.side] / (pen.side / 2) - 1
    toward = math.cos(math.radians(light)) * x + math.sin(math.radians(light)) * y
    color = np.minimum(color * (1 + 0.25 * toward[..., None]), alpha[..., None])

    margin = pen.side
    full = np.zeros((SIZE + 2 * margin, SIZE + 2 * margin, 4), np.float32)
    top, left = round(cy - pen.side / 2) + margin, round(cx - pen.side / 2) + margin
    full[top : top + pen.side, left : left + pen.side, :3] = color
    full[top : top + pen.side, left : left + pen.side, 3] = alpha
    full = full[margin:-margin, margin:-margin]

    away = 0.09 * pen.side
    dx = round(-away * math.cos(math.radians(light)))
    dy = round(-away * math.sin(math.radians(light)))
    cast = np.zeros((SIZE, SIZE), np.float32)
    cast[max(dy, 0) : SIZE + min(dy, 0), max(dx, 0) : SIZE + min(dx, 0)] = full[
        max(-dy, 0) : SIZE + min(-dy, 0), max(-dx, 0) : SIZE + min(-dx, 0), 3
    ]
    soft = Image.fromarray((255 * cast).astype(np.uint8)).filter(ImageFilter.GaussianBlur(2))
    scene *= 1 - shadow * np.asarray(soft, np.float32)[..., None] / 255
    scene *= 1 - full[..., 3:]
    scene += full[..., :3]
    return full[..., 3] > 0.5


def finish_light(scene, rng):
    """Applies uneven light, contrast, blur and sensor noise; returns 8-bit RGB."""
    scene = scene * (1 + rng.uniform(0, 0.2) * ramp(rng.uniform(0, 360)))[..., None]
    scene = scene * (1 + rng.uniform(0, 0.1) * value_noise(rng, 4))[..., None]
    scene = 0.5 + rng.uniform(0.8, 1.1) * (scene - 0.5) + rng.uniform(-0.06, 0.06)
    image = Image.fromarray((255 * np.clip(scene, 0, 1)).astype(np.uint8))
    if rng.random() < 0.3:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.7)))
    noisy = np.asarray(image) + rng.normal(0, rng.uniform(0.5, 6), (SIZE, SIZE, 3))
    return np.clip(np.round(noisy), 0, 255).astype(np.uint8)


# ---------------------------------------------------------------- scenes


def place(rng, count):
    """Returns (radius, cx, cy) of each object: inside the picture, two objects well apart."""
    low, high = SINGLE_RADIUS if count == 1 else PAIR_RADIUS
    while True:
        spots = []
        for _ in range(count):
            r = rng.uniform(low, high)
            reach = 1.12 * r + 1
            spots.append((r, *rng.uniform(reach, SIZE - reach, 2)))
        if count == 1:
            return spots
        (r0, x0, y0), (r1, x1, y1) = spots
        if math.hypot(x0 - x1, y0 - y1) > 1.15 * (r0 + r1):
            return spots


def make_scene(seed, classes):
    """Returns the Scene of a seed (a number or a list of numbers) with objects of the classes."""
    rng = np.random.default_rng(seed)
    scene = draw_background(rng)
    light, shadow = rng.uniform(0, 360), rng.uniform(0.2, 0.5)
    for _ in range(rng.integers(8, 18)):
        pen = Pen(rng.uniform(5, 18), rng.uniform(0, 360))
        draw_scrap(pen, rng, Palette(rng))
        paste(scene, pen, *rng.uniform(0, SIZE, 2), light, shadow)
    masks = []
    for index, (radius, cx, cy) in zip(classes, place(rng, len(classes))):
        lean = 25 if LABELS[index] in UPRIGHT else 180
        pen = Pen(radius, rng.uniform(-lean, lean), rng.random() < 0.5)
        PAINTERS[index](pen, rng, Palette(rng))
        masks.append(paste(scene, pen, cx, cy, light, shadow))
    image = finish_light(scene, rng)
    return Scene(image, list(classes), masks, [mask_box(mask) for mask in masks])


def mask_box(mask):
    """Returns the bounding box [x0, y0, x1, y1] of a mask, x1 and y1 exclusive."""
    ys, xs = np.nonzero(mask)
    return [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]


def random_scene(seed, index, pairs=0.0):
    """Returns scene number `index` of an endless stream; `pairs` is the share of two objects."""
    rng = np.random.default_rng([seed, index, 1])
    count = 2 if rng.random() < pairs else 1
    classes = rng.choice(len(LABELS), count, replace=False).tolist()
    return make_scene([seed, index], classes)


# ---------------------------------------------------------------- command line


def write_samples(folder):
    """Writes the sample pictures and samples.json, which says where each object is."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for name, labels, seed in SAMPLES:
        scene = make_scene(seed, [LABELS.index(label) for label in labels])
        Image.fromarray(scene.image).save(folder / name, optimize=True)
        objects = [
            {"class": index, "label": LABELS[index], "box": box}
            for index, box in zip(scene.classes, scene.boxes)
        ]
        entries.append({"file": name, "objects": objects})
    lines = ",\n".join(f"  {json.dumps(entry)}" for entry in entries)
    (folder / "samples.json").write_text(f"[\n{lines}\n]\n")


def write_sheet(path, seed, columns):
    """Writes one picture with a row of scenes for each class and a last row with pairs."""
    rows = []
    for row in range(len(LABELS) + 1):
        scenes = []
        for column in range(columns):
            number = seed + column
            second = (number * 5 + 1) % len(LABELS)
            classes = [row] if row < len(LABELS) else [number % len(LABELS), second]
            scenes.append(make_scene(number, classes).image)
        rows.append(np.concatenate(scenes, axis=1))
    Image.fromarray(np.concatenate(rows)).save(path)


def write_collection(path):
    """Writes the 600 scenes of the demo's collection as one picture, 25 a row: 50 of each class,
    class 0 first. Neither the training nor the evaluation has seen them."""
    columns, each, seed = 25, 50, 600
    scenes = [make_scene([seed, number], [number // each]).image
              for number in range(each * len(LABELS))]
    rows = [np.concatenate(scenes[first:first + columns], axis=1)
            for first in range(0, len(scenes), columns)]
    Image.fromarray(np.concatenate(rows)).save(path, quality=82)


def main():
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("samples", nargs="?", type=Path, help="folder for the sample pictures")
    parser.add_argument("--sheet", type=Path, help="file for an overview of all classes")
    parser.add_argument("--seed", type=int, default=1, help="first seed of the overview")
    parser.add_argument("--columns", type=int, default=8, help="scenes a class in the overview")
    parser.add_argument("--collection", type=Path, help="file for the collection of 600 scenes")
    options = parser.parse_args()
    if options.samples is None and options.sheet is None and options.collection is None:
        parser.error("name a folder for the samples, --sheet FILE or --collection FILE")
    if options.samples is not None:
        write_samples(options.samples)
    if options.sheet is not None:
        write_sheet(options.sheet, options.seed, options.columns)
    if options.collection is not None:
        write_collection(options.collection)


if __name__ == "__main__":
    main()
