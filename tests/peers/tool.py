"""Runs the command line tool, and counts what was checked."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
TOOL = Path(os.environ.get("CNNVIZ", ROOT / "build" / "cli" / "cnnviz"))
DATA = Path(os.environ.get("CNNVIZ_TEST_DATA", ROOT.parent / "shared" / "data"))


def run(*arguments):
    """The tool's standard output; what it says on standard error where it fails."""
    command = [str(TOOL), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def run_json(*arguments):
    return json.loads(run(*arguments, "--json"))


class Folder:
    """A scratch folder: arrays go in, what the tool writes with --raw comes out."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="cnnviz-peers-")
        self.path = Path(self._folder.name)

    def save(self, name, array):
        path = self.path / f"{name}.npy"
        np.save(path, np.ascontiguousarray(array))
        return path

    def raw(self, *arguments):
        """The numbers that a command writes."""
        path = self.path / "raw.npy"
        path.unlink(missing_ok=True)
        run(*arguments, "--raw", path, "--quiet")
        return np.load(path)


def progress(text):
    print(text, file=sys.stderr, flush=True)


class Tally:
    passed = 0
    failed = 0
    skipped = []  # reasons


def check(what, condition, detail=""):
    if condition:
        Tally.passed += 1
    else:
        Tally.failed += 1
        print(f"FAILED: {what} {detail}", file=sys.stderr, flush=True)
    return condition


def difference(actual, expected):
    """The largest difference relative to the largest expected value."""
    if actual.shape != expected.shape:
        return float("inf")
    largest = float(np.abs(expected).max())
    if largest == 0:
        return float("inf")
    return float(np.abs(actual.astype("f8") - expected).max()) / largest


def cells(row):
    return [f"{cell:.1e}" if isinstance(cell, float) else str(cell) for cell in row]


def table_lines(columns, rows):
    """A markdown table with columns as wide as their longest cell."""
    rows = [columns] + [cells(row) for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(columns))]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return lines


def table(title, columns, rows):
    print(f"\n{title}\n\n" + "\n".join(table_lines(columns, rows)) + "\n", flush=True)
