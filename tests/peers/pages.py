"""The HTML pages in headless Chromium, driven as a person does: by mouse and keys."""

import io
import json
import os
import re
import shutil
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright
from tool import ROOT, Folder, Tally, check, progress, run, table

DEMO = ROOT / "examples" / "demo_model"
POINTS, CLASSES, SIDE = 20000, 12, 8  # of the large map
SLOWEST = 1.0  # seconds that a step of the wheel may take on it, drawn without a graphics card


def browser_path():
    if os.environ.get("CNNVIZ_CHROMIUM"):
        return os.environ["CNNVIZ_CHROMIUM"]
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


class Page:
    """One page in a window of its own; what it says and asks for is kept."""

    def __init__(self, browser, file):
        self.file, self.said, self.asked = file, [], []
        self.page = browser.new_page(viewport={"width": 1200, "height": 800})
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(file.as_uri())
        self.settle()

    def settle(self):
        """Until what was asked for is drawn."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def value(self, script, argument=None):
        return self.page.evaluate(script, argument)

    def quiet(self, what, allowed):
        check(f"{what}: no message", not self.said, str(self.said[:3]))
        others = [url for url in self.asked if not url.startswith(("data:", *allowed))]
        check(f"{what}: no request leaves", not others, str(others[:3]))


class Map(Page):
    def place(self, i):
        """Of a point, in the window."""
        box = self.page.locator("#view").bounding_box()
        x, y = self.value("i => [X[i] * scale + left, Y[i] * scale + top_]", i)
        return box["x"] + x, box["y"] + y

    def hover(self, i):
        self.page.mouse.move(*self.place(i))
        self.settle()

    def tip(self):
        tip = self.page.locator("#tip")
        return tip.inner_text().split("\n") if tip.is_visible() else []

    def ink(self, i):
        """How far what is seen at a point is from white, 0 to 255."""
        x, y = self.place(i)
        shot = self.page.screenshot(clip={"x": x - 2, "y": y - 2, "width": 5, "height": 5})
        return 255 - float(np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).mean())


def loneliest(coordinates, classes):
    """The point that is farthest from all others, among the classes too: nobody hides it."""
    sample = coordinates[:2000]
    squared = ((sample[:, None] - sample[None]) ** 2).sum(2)
    np.fill_diagonal(squared, np.inf)
    return int(squared.min(1).argmax())


def try_map(browser, file, coordinates, names, captions, rows):
    """`names`: of each point's class."""
    what = file.name
    page = Map(browser, file)
    count = len(coordinates)
    alone = loneliest(coordinates, names)
    low, high = coordinates.min(0), coordinates.max(0)
    there = np.array([coordinates[:, 0] - low[0], high[1] - coordinates[:, 1]]).T / (high - low).max()
    shown = np.array(page.value("() => [...X].map((x, i) => [x, Y[i]])"))
    check(f"{what}: every point where it belongs", np.abs(shown - there).max() < 1e-4)

    page.hover(alone)
    tip = page.tip()
    check(f"{what}: hovering tells", tip == [captions(alone), names[alone]], f"{tip}")
    x, y = page.place(alone)
    scale = page.value("() => scale")
    page.page.mouse.wheel(0, -600)
    page.settle()
    check(f"{what}: the wheel zooms", page.value("() => scale") > 1.5 * scale)
    now = page.place(alone)
    check(f"{what}: about the cursor", max(abs(now[0] - x), abs(now[1] - y)) < 1, f"{now}, not {(x, y)}")
    page.page.mouse.down()
    page.page.mouse.move(x + 40, y - 30, steps=4)
    page.page.mouse.up()
    page.settle()
    now = page.place(alone)
    check(f"{what}: dragging moves", max(abs(now[0] - x - 40), abs(now[1] - y + 30)) < 1, f"{now}")
    page.page.mouse.move(x, y)
    page.page.mouse.dblclick(*page.place(alone))
    page.settle()
    check(f"{what}: a double click shows all", page.value("() => scale") == scale)

    button = page.page.locator("#legend button", has_text=names[alone]).first
    button.hover()
    page.settle()
    drawn = page.ink(alone)
    button.click()
    page.settle()
    check(f"{what}: a class is hidden", drawn > 10 and page.ink(alone) < drawn / 2,
          f"{drawn:.0f}, then {page.ink(alone):.0f}")
    page.hover(alone)
    check(f"{what}: and cannot be pointed at", captions(alone) not in page.tip())
    button.click()
    page.settle()
    check(f"{what}: and shown again", abs(page.ink(alone) - drawn) < 1)
    page.page.locator("#find").fill(names[alone])
    page.settle()
    found = page.value("() => found.filter(Boolean).length")
    wanted = sum(names[alone].lower() in f"{captions(i)} {names[i]}".lower() for i in range(count))
    check(f"{what}: finding", found == wanted, f"{found}, not {wanted}")
    page.page.locator("#find").fill("")
    page.settle()

    # Near and far, as a person turns the wheel.
    page.hover(alone)
    slowest = 0.0
    for turn in [-300] * 8 + [300] * 8:
        began = page.value("() => performance.now()")
        page.page.mouse.wheel(0, turn)
        page.settle()
        slowest = max(slowest, (page.value("() => performance.now()") - began) / 1000)
    check(f"{what}: redrawn in time", slowest <= SLOWEST, f"{slowest:.2f} s")
    keep_picture(page, what)
    page.quiet(what, (file.as_uri(),))
    rows.append([what, f"{count} points", f"{file.stat().st_size / 1e6:.1f} MB", f"{slowest:.2f} s"])


def try_patches(browser, file, channels, rows):
    what = file.name
    page = Page(browser, file)
    count = "() => [...document.images].filter(i => i.complete && i.naturalWidth).length"
    page.page.wait_for_function(f"({count})() > 0")
    first = page.value(count)
    check(f"{what}: strips load as they come into sight", 0 < first < channels, f"{first} of {channels}")
    for _ in range(channels):
        page.page.mouse.wheel(0, 2000)
        page.page.wait_for_timeout(20)
        if page.value(count) == channels:
            break
    check(f"{what}: all strips load", page.value(count) == channels, f"{page.value(count)}")
    check(f"{what}: a section for each channel", page.value("() => document.querySelectorAll('section').length") == channels)
    keep_picture(page, what)
    page.quiet(what, (file.parent.as_uri(),))
    rows.append([what, f"{channels} strips", f"{file.stat().st_size / 1e6:.1f} MB", ""])


def keep_picture(page, name):
    """For people: CNNVIZ_SCREENSHOTS names a folder."""
    if os.environ.get("CNNVIZ_SCREENSHOTS"):
        page.page.screenshot(path=Path(os.environ["CNNVIZ_SCREENSHOTS"]) / f"{name}.png")


def collection_page(folder):
    """The demo's samples, each three times, to have points enough."""
    photos = folder.path / "photos"
    photos.mkdir()
    for sample in (DEMO / "samples").glob("*.png"):
        for copy in range(3):
            shutil.copy(sample, photos / f"{sample.stem}-{copy}.png")
    database, page = folder.path / "samples.db", folder.path / "samples.html"
    run("index", DEMO / "demo.onnx", photos, "-o", database, "--layer", "relu3", "--csv", folder.path / "images.csv")
    coordinates = folder.raw("tsne", database, "-o", page)
    lines = [line.split(",") for line in (folder.path / "images.csv").read_text().splitlines()[1:]]
    return database, page, coordinates, [line[3] for line in lines], [line[1] for line in lines]


def large_page(folder):
    """Little pictures of noise around a pattern for each class."""
    random = np.random.default_rng(0)
    classes = random.integers(0, CLASSES, POINTS)
    patterns = random.normal(size=(CLASSES, SIDE * SIDE)) * 0.7
    points = folder.save("large", (patterns[classes] + random.normal(size=(POINTS, SIDE * SIDE))).astype("f4"))
    labels = folder.path / "classes.txt"
    labels.write_text("".join(f"kind {one:02}\n" for one in classes))
    page = folder.path / "large.html"
    coordinates = folder.raw("tsne", points, "--labels", labels, "--pixels", f"{SIDE}x{SIDE}", "--thumbnail", "16",
                             "--exaggeration-iterations", "80", "--iterations", "300", "--no-quality", "-o", page)
    return page, coordinates, [f"kind {one:02}" for one in classes]


def main():
    path = browser_path()
    if path is None:
        Tally.skipped.append("pages: no Chromium; CNNVIZ_CHROMIUM names one")
        return
    folder, rows = Folder(), []
    progress("making the pages")
    database, samples, coordinates, names, photos = collection_page(folder)
    patches = folder.path / "patches.html"
    run("patches", database, "--layer", "relu3", "-o", patches)
    large, many, kinds = large_page(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        progress("a collection's map")
        captions = samples_captions(samples, photos)
        try_map(browser, samples, coordinates, names, captions, rows)
        progress("a large map")
        try_map(browser, large, many, kinds, lambda i: f"#{i}", rows)
        progress("patches")
        try_patches(browser, patches, len(list((folder.path / "patches_files").iterdir())), rows)
        browser.close()
    table("Pages in headless Chromium", ["page", "holds", "size", "slowest redraw"], rows)


def samples_captions(page, photos):
    """As the page has them; each must begin with its picture's name."""
    data = json.loads(re.search(r'id="data">(.*?)</script>', page.read_text(), re.S).group(1))
    check("captions are the pictures' names", all(
        caption.startswith(name + " (p ") for caption, name in zip(data["captions"], photos, strict=True)))
    return data["captions"].__getitem__
