#!/usr/bin/env python3
"""What becomes of the tool's outputs where reading and writing fail, or the process is killed.

For every kind of output, a call of open, read, write, fsync, close, rename, ftruncate or mmap fails
(tests/faults/io_faults.c does it), each of them in turn, with an error of its own, once and for
ever, or transfers one byte; and processes are killed at random moments. Then:

- exit code 0: the output is what an undisturbed run gives, or a warning names the file that could
  not be read (labels, one of many pictures: exit code 6);
- else: a message on standard error names one of the files; under the output's name is what was
  there before (nothing, or the old file); no other file is left;
- a transfer of one byte and EINTR are no failures;
- after a SIGKILL: the old file or the new one; a collection, continued, gives the same answers.

Usage: io_faults.py TOOL LIBRARY FOLDER_OF_DEMO MOST|all KILLS
MOST: calls of each function that fail, chosen at random. The seed is printed.
"""
import errno
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

TOOL, LIBRARY, DEMO, MOST, KILLS = sys.argv[1:6]
MOST = 1 << 30 if MOST == "all" else int(MOST)
SAMPLES = pathlib.Path(DEMO) / "samples"
MODEL = str(pathlib.Path(DEMO) / "demo.onnx")
CAT = str(SAMPLES / "cat.png")
# Which errors a call may meet.
ERRORS = {
    "open": [errno.EIO, errno.ENOSPC], "read": [errno.EIO, "short", errno.EINTR],
    "write": [errno.ENOSPC, errno.EIO, "short", errno.EINTR], "fsync": [errno.EIO],
    "close": [errno.EIO], "rename": [errno.EIO, errno.ENOSPC], "truncate": [errno.EIO],
    "mmap": [errno.EIO]}
HARMLESS = ("short", errno.EINTR)


def answers(path):
    """What a collection says, whatever the order it was written in."""
    database = sqlite3.connect(path)
    try:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [database.execute(query).fetchall() for query in (
            "SELECT * FROM patches ORDER BY layer, channel, rank",
            "SELECT name, state, sha256 FROM images ORDER BY name",
            "SELECT name, vector FROM features JOIN images ON id = image ORDER BY name")]
    finally:
        database.close()


class Kind:
    """One kind of output: `arguments` of the tool make the file `output`, None: standard output."""

    def __init__(self, name, output, arguments, database=False, keeps=False):
        self.name, self.output, self.arguments = name, output, arguments
        self.database, self.keeps = database, keeps  # keeps: what is done stays after a failure

    def content(self, folder, stdout):
        if self.output is None:
            return stdout
        path = folder / self.output
        if not path.exists():
            return None
        return answers(path) if self.database else path.read_bytes()


POINTS = "points.npy"
KINDS = [
    Kind("PNG", "out.png", ["saliency", MODEL, CAT, "-o", "out.png"]),
    Kind("JPEG", "out.jpg", ["gradcam", MODEL, CAT, "-o", "out.jpg"]),
    Kind("numbers", "out.npy", ["classify", MODEL, CAT, "--raw", "out.npy"]),
    Kind("JSON", None, ["classify", MODEL, CAT, "--json"]),
    Kind("a picture on standard output", None, ["saliency", MODEL, CAT, "-o", "-"]),
    Kind("CSV", "out.csv", ["neighbors", "../made.db", CAT, "--csv", "out.csv", "-o", "x.png"]),
    Kind("a page", "out.html", ["tsne", "../made.db", "--iterations", "20", "-o", "out.html"]),
    Kind("a collection", "out.db", ["index", MODEL, str(SAMPLES), "-o", "out.db"],
         database=True, keeps=True),
    Kind("a merged collection", "both.db", ["merge", "../made.db", "-o", "both.db"],
         database=True),
]


class Failed(Exception):
    pass


def require(condition, *words):
    if not condition:
        raise Failed(" ".join(str(word) for word in words))


def run(kind, folder, **variables):
    environment = dict(os.environ, LD_PRELOAD=LIBRARY, **variables)
    return subprocess.run([TOOL, *kind.arguments], cwd=folder, env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=300)


def fresh(root, kind, old):
    folder = root / "work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if old is not None:
        if kind.database:
            shutil.copy(old, folder / kind.output)
        else:
            (folder / kind.output).write_bytes(old)
    return folder


def leftovers(folder, kind):
    known = {kind.output, "x.png", "both.json"}
    if kind.keeps:
        known.add(kind.output + "-journal")
    return sorted({path.name for path in folder.iterdir()} - known)


def check_fault(root, kind, reference, fault, harmless):
    old = b"what was there" if kind.output and not kind.database and random.random() < 0.5 else None
    folder = fresh(root, kind, old)
    result = run(kind, folder, CNNVIZ_IO_FAULT=fault)
    said = result.stderr.decode(errors="replace")
    require(result.returncode >= 0, "ended by signal", -result.returncode, said)
    require(not leftovers(folder, kind), "left behind:", leftovers(folder, kind))
    if harmless:
        require(result.returncode == 0, "exit code", result.returncode, said)
    # A collection that is not complete may be anything; below it is continued.
    now = kind.content(folder, result.stdout) if result.returncode == 0 or not kind.keeps else None
    if result.returncode == 0 and now == reference:
        return "without effect"
    names = [pathlib.Path(word).name for word in kind.arguments if "." in word or "/" in word]
    names += ["standard output", "demo.cnnviz.json", "demo_labels.txt"]
    names += [path.name for path in SAMPLES.iterdir()]
    require(any(name in said for name in names), "no message names a file:", said)
    partly = result.returncode in (0, 6)  # labels, or one of many pictures, could not be read
    require("cnnviz: error: " in said or partly and "warning: " in said, "no message:", said)
    if kind.keeps:
        again = run(kind, folder)
        require(again.returncode == 0, "it cannot be continued:", again.stderr.decode())
        require(kind.content(folder, b"") == reference, "continued, it is another")
    elif partly:
        return "a warning"
    elif kind.output is not None:
        # An error after the rename (of the folder's fsync): the file is the new one.
        require(now == old or now == reference, "the output is neither the old nor the new one")
        require(now == old or fault.split()[0] in ("fsync", "close", "write"), "the output is new")
    return "an error"


def check_kill(root, kind, reference, seconds):
    old = b"what was there" if kind.output and not kind.database and random.random() < 0.5 else None
    folder = fresh(root, kind, old)
    process = subprocess.Popen([TOOL, *kind.arguments], cwd=folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.random() * seconds * 1.05)
    process.send_signal(signal.SIGKILL)
    ended = process.wait() != -signal.SIGKILL
    if kind.keeps and not ended:
        again = run(kind, folder)
        require(again.returncode == 0, "it cannot be continued:", again.stderr.decode())
    now = kind.content(folder, b"")
    require(now == reference or (now == old and not ended), "the output is neither old nor new")
    return "ended" if ended else "killed"


def counted(root, kind):
    folder = fresh(root, kind, None)
    counts = root / "counts"
    result = run(kind, folder, CNNVIZ_IO_COUNTS=str(counts))
    require(result.returncode == 0, kind.name, "without faults:", result.stderr.decode())
    numbers = {line.split()[0]: int(line.split()[1]) for line in counts.read_text().splitlines()}
    return kind.content(folder, result.stdout), numbers


def main():
    seed = int(os.environ.get("CNNVIZ_SEED", random.randrange(1 << 30)))
    print("seed", seed)
    random.seed(seed)
    failures = 0
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        subprocess.run([TOOL, "index", MODEL, SAMPLES, "-o", root / "made.db"], check=True)
        for kind in KINDS:
            reference, numbers = counted(root, kind)
            began = time.time()
            require(counted(root, kind)[0] == reference, kind.name, "is not the same twice")
            seconds = time.time() - began
            seen = {}
            for function, count in numbers.items():
                chosen = range(1, count + 1)
                if count > MOST:
                    chosen = sorted(random.sample(chosen, MOST))
                for number in chosen:
                    errors = ERRORS[function]
                    for error in errors if MOST > count else [random.choice(errors)]:
                        ever = "+" if error not in HARMLESS and random.random() < 0.3 else ""
                        fault = f"{function} {number}{ever} {error}"
                        try:
                            what = check_fault(root, kind, reference, fault, error in HARMLESS)
                            seen[what] = seen.get(what, 0) + 1
                        except Failed as failed:
                            failures += 1
                            print(f"FAILED: {kind.name}, {fault}: {failed}")
            for kill in range(int(KILLS) if kind.output else 0):
                try:
                    what = check_kill(root, kind, reference, seconds)
                    seen[what] = seen.get(what, 0) + 1
                except Failed as failed:
                    failures += 1
                    print(f"FAILED: {kind.name}, kill {kill}: {failed}")
            calls = ", ".join(f"{function} {count}" for function, count in numbers.items() if count)
            print(f"{kind.name}: calls {calls}; faults " +
                  ", ".join(f"{what} {count}" for what, count in sorted(seen.items())), flush=True)
    print(failures, "failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
