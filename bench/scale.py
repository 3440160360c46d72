#!/usr/bin/env python3
"""A collection of a million images that never were: how large it is, and how long it takes to ask it.

Usage: bench/scale.py [--rows 1000000] [--shuffled] [--folder FOLDER] [--keep]

The database is made by `cnnviz index` of one picture of the demo, 128 features wide, and then filled by
the schema of docs/collections.md: features around a thousand centers, five classes an image, full lists of
strongest responses. `--shuffled` stores the images in another order than that of their names, as an
index that was filled bit by bit has them: the worst case for every search. It takes 1.1 GB for a
million images, in FOLDER, and is removed at the end.
"""

import argparse
import hashlib
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
TOOL = os.environ.get("CNNVIZ", ROOT / "build" / "cli" / "cnnviz")
DEMO = ROOT / "examples" / "demo_model"
WIDTH = 128
BLOCK = 50000


def run(*arguments):
    """Seconds and peak memory in MB of a command, and what it printed."""
    began = time.perf_counter()
    output = tempfile.TemporaryFile("w+")
    process = subprocess.Popen([str(TOOL), *map(str, arguments)], stdout=output)
    peak = 0
    # What wait4 tells would be this program's own memory, where it has more.
    while process.poll() is None:
        for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                peak = max(peak, int(line.split()[1]) / 1024)
        time.sleep(0.02)
    seconds = time.perf_counter() - began
    if process.returncode != 0:
        sys.exit(f"cnnviz {' '.join(map(str, arguments))} failed")
    output.seek(0)
    return seconds, peak, output.read()


def fill(file, rows, shuffled):
    run("index", DEMO / "demo.onnx", DEMO / "samples" / "cat.png", "-o", file, "--quiet")
    random = np.random.default_rng(1)
    centers = random.normal(0, 2, (1000, WIDTH)).astype("f4")
    order = random.permutation(rows) if shuffled else np.arange(rows)
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA cache_size = -500000")
    database.execute("BEGIN")
    for table in ("strongest", "features", "predictions", "images"):
        database.execute(f"DELETE FROM {table}")
    for first in range(0, rows, BLOCK):
        numbers = order[first:first + BLOCK]
        ids = range(first + 1, first + len(numbers) + 1)
        cluster = numbers % 1000
        vectors = centers[cluster] + random.normal(0, 1, (len(numbers), WIDTH)).astype("f4")
        database.executemany(
            "INSERT INTO images VALUES(?, ?, 'indexed', NULL, 50000, 1700000000000000000, ?, 500, 375, "
            "171, 128, 21, 0, 128, 128)",
            ((i, f"photos/{number // 1000:04d}/{number:08d}.jpg", hashlib.sha256(vector).hexdigest())
             for i, number, vector in zip(ids, numbers, vectors)))
        database.executemany("INSERT INTO features VALUES(0, ?, ?)",
                             zip(ids, (vector.tobytes() for vector in vectors)))
        database.executemany(
            "INSERT INTO predictions VALUES(?, ?, ?, ?, ?)",
            ((i, rank, int(c + rank) % 12, 0.9 / (1 + rank), 9.0 - rank)
             for i, c in zip(ids, cluster) for rank in range(5)))
    database.executemany(
        "INSERT INTO strongest VALUES(0, ?, ?, ?, ?, 3, 5)",
        ((channel, rank, int(random.integers(rows)) + 1, 30.0 - rank) for channel in range(128)
         for rank in range(25)))
    database.execute("COMMIT")
    database.close()


def timed_query(file, query):
    database = sqlite3.connect(file)
    began = time.perf_counter()
    count = len(database.execute(query).fetchall())
    return time.perf_counter() - began, count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1000000)
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--folder", default=None)
    parser.add_argument("--keep", action="store_true", help="and go on with a collection that is there")
    parser.add_argument("--only", help="measure just these, separated by commas: sql, one, hundred, block, "
                        "approximate")
    given = parser.parse_args()
    wanted = given.only.split(",") if given.only else ["sql", "one", "hundred", "block"]
    folder = pathlib.Path(given.folder or tempfile.gettempdir())
    file = folder / f"scale-{given.rows}{'-shuffled' if given.shuffled else ''}.db"
    if not file.exists():
        began = time.perf_counter()
        fill(file, given.rows, given.shuffled)
        print(f"filled in {time.perf_counter() - began:.0f} s")
    size = file.stat().st_size
    print(f"{given.rows} images of {WIDTH} features: {size / 1e6:.0f} MB, {size / given.rows:.0f} bytes an "
          f"image, {4 * WIDTH} of them features")
    names = [name for (name,) in sqlite3.connect(file).execute(
        "SELECT name FROM images WHERE id % 9973 = 1 ORDER BY id LIMIT 100")]
    if "sql" in wanted:
        seconds, count = timed_query(file, "SELECT * FROM patches WHERE channel = 12 ORDER BY rank")
        print(f"top {count} of a channel, by SQL: {1000 * seconds:.1f} ms")
        seconds, count = timed_query(file, "SELECT * FROM patches")
        print(f"all {count} strongest responses, by SQL: {1000 * seconds:.0f} ms")
    for name, images in (("one", names[:1]), ("hundred", names)):
        if name in wanted:
            for again in ("first", "again"):
                seconds, memory, _ = run("neighbors", file, *images, "--json", "--quiet")
                print(f"neighbors of {len(images)}, {again}: {seconds:.1f} s, {memory:.0f} MB")
    if "block" in wanted:
        queries = folder / "scale-queries.npy"
        np.save(queries, np.random.default_rng(2).normal(0, 2, (20000, WIDTH)).astype("f4"))
        points = folder / "scale-points.npy"
        np.save(points, np.random.default_rng(3).normal(0, 2, (200000, WIDTH)).astype("f4"))
        seconds, memory, _ = run("neighbors", points, "--queries", queries, "--json", "--quiet")
        print(f"20,000 among 200,000 points of a matrix, exactly: {seconds:.1f} s, {memory:.0f} MB; "
              f"each of {given.rows} among the others is {given.rows ** 2 / 4e9:.0f} times that")
        queries.unlink()
        points.unlink()
    if "approximate" in wanted:
        seconds, memory, printed = run("neighbors", file, "--all", "--approximate", "--quiet")
        print(f"all, approximately: {seconds:.0f} s, {memory:.0f} MB; {printed.strip()}")
    if not given.keep:
        file.unlink()


if __name__ == "__main__":
    main()
