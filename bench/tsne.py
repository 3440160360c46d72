#!/usr/bin/env python3
"""t-SNE beside openTSNE on the same points with the same settings, in one run: time with neighbors,
the KL divergence and the neighbor recall of both maps, measured here by the same code.

    bench/tsne.py [--data FOLDER] [--only PART]... [--threads N]

Parts: mnist, cifar and synthetic run both programs; memory is cnnviz alone, of 10,000 to 70,000
points; load is cnnviz alone, with two other programs that use a processor each all the time. The
exit code is 0 where every bar of bench/README.md is met. openTSNE is of tests/peers/environment.
CNNVIZ is the tool, default build/cli/cnnviz.
"""
import argparse
import gzip
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
TOOL = os.environ.get("CNNVIZ", ROOT / "build" / "cli" / "cnnviz")
PERPLEXITY, RATIO, LARGE_SECONDS = 30, 0.15, 120
SIZES = (10000, 20000, 40000, 70000)
GROWTH = 1.1  # of the memory a point takes, from the first to the last of these
LOADED = 4  # times as long, at most, where two other programs want both processors
PARTS = ("mnist", "cifar", "synthetic", "memory", "load")


def mnist(data):
    packed = (data / "datasets" / "mnist" / "t10k-images-idx3-ubyte.gz").read_bytes()
    return (np.frombuffer(gzip.decompress(packed), np.uint8, offset=16).reshape(-1, 784) / 255).astype("f4")


def synthetic(rows, width, clusters=20):
    random = np.random.default_rng(0)
    centers = random.normal(size=(clusters, width))
    return (centers[random.integers(0, clusters, rows)] + random.normal(size=(rows, width))).astype("f4")


def cifar(data):
    """What resnet20's dense layer reads of 2000 test pictures."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([TOOL, "index", data / "models" / "resnet20-cifar10.onnx", data / "datasets" / "cifar10-test-2000",
                        "-o", f"{folder}/c.db", "--raw", f"{folder}/features.npy", "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)
        return np.load(f"{folder}/features.npy")


def large(data):
    """70,000 digits: MNIST's 10,000, shifted, with a little noise."""
    random, digits = np.random.default_rng(0), mnist(data).reshape(-1, 28, 28)
    rows = np.stack([np.roll(digits[i], random.integers(-2, 3, 2), (0, 1)).ravel()
                     for i in random.integers(0, len(digits), 70000)])
    return rows + 0.02 * random.normal(size=rows.shape).astype("f4")


def run_cnnviz(points, threads):
    """Of a file: seconds, the map, the document, and the largest resident set in MB."""
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/document.json", "wb") as document:
        start = time.perf_counter()
        process = subprocess.Popen([TOOL, "tsne", points, "--threads", str(threads), "--no-quality", "--json",
                                    "--quiet", "--raw", f"{folder}/map.npy"], stdout=document)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status != 0:
            sys.exit("cnnviz tsne failed")
        return (seconds, np.load(f"{folder}/map.npy"), json.loads(Path(document.name).read_text()),
                used.ru_maxrss / 1024)


def by_cnnviz(points, threads):
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/points.npy", points)
        return run_cnnviz(f"{folder}/points.npy", threads)


def by_opentsne(points, threads):
    import openTSNE
    start = time.perf_counter()
    found = openTSNE.TSNE(n_jobs=threads, perplexity=PERPLEXITY, random_state=0).fit(points)
    return time.perf_counter() - start, np.array(found)


def neighbors(points, count, rows):
    """Of some rows, exactly; block by block."""
    norms = (points.astype("f8") ** 2).sum(1)
    found = []
    for block in np.array_split(rows, max(1, len(rows) // 200)):
        squared = norms[None] - 2 * points[block].astype("f8") @ points.T.astype("f8")
        squared[np.arange(len(block)), block] = np.inf
        found.append(np.argpartition(squared, count, axis=1)[:, :count])
    return np.concatenate(found)


def divergence(affinities, layout):
    """KL with the exact sum over all pairs."""
    layout = layout.astype("f8")
    z = 0.0
    for block in np.array_split(layout, max(1, len(layout) // 500)):
        z += (1 / (1 + ((block[:, None] - layout[None]) ** 2).sum(2))).sum()
    z -= len(layout)
    p = affinities.tocoo()
    q = 1 / (1 + ((layout[p.row] - layout[p.col]) ** 2).sum(1)) / z
    kept = p.data > 0
    return float((p.data[kept] * np.log(p.data[kept] / q[kept])).sum())


def compare(name, points, threads):
    import openTSNE.affinity
    own, layout, _, _ = by_cnnviz(points, threads)
    peer, peer_layout = by_opentsne(points, threads)
    affinities = openTSNE.affinity.PerplexityBasedNN(points, PERPLEXITY, method="exact", n_jobs=threads).P
    rows = np.arange(0, len(points), max(1, len(points) // 2000))
    truth = neighbors(points, 10, rows)
    kl, recall = [], []
    for one in (layout, peer_layout):
        kl.append(divergence(affinities, one))
        drawn = neighbors(np.ascontiguousarray(one), 10, rows)
        recall.append(np.mean([len(set(a) & set(b)) / 10 for a, b in zip(truth, drawn)]))
    good = kl[0] <= 1.01 * kl[1] and recall[0] >= recall[1] - 0.005 and own <= RATIO * peer
    print(f"| {name} | {own:.1f} s | {peer:.1f} s | {own / peer:.3f} | {kl[0]:.3f} | {kl[1]:.3f} | {recall[0]:.3f} "
          f"| {recall[1]:.3f} | {'met' if good else 'MISSED'} |", flush=True)
    return good


def save_sizes(data, folder):
    points = large(data)
    for count in SIZES:
        np.save(f"{folder}/{count}.npy", points[:count])


def memory(data, threads):
    """Of more and more points. A new process begins with its parent's largest resident set, so
    another one makes the points."""
    print("\n| points x 784 | seconds | KL | peak MB | kB a point | bar |\n|---|---|---|---|---|---|")
    first, good = None, True
    with tempfile.TemporaryDirectory() as folder:
        maker = multiprocessing.get_context("spawn").Process(target=save_sizes, args=(data, folder))
        maker.start()
        maker.join()
        for count in SIZES:
            seconds, _, document, peak = run_cnnviz(f"{folder}/{count}.npy", threads)
            each = peak * 1024 / count
            first = first or each
            met = seconds <= LARGE_SECONDS and each <= GROWTH * first
            good &= met
            print(f"| {count:,} | {seconds:.1f} | {document['kl_divergence']:.3f} | {peak:.0f} | {each:.2f} | "
                  f"{'met' if met else 'MISSED'} |", flush=True)
    return good


def load(points, threads):
    alone = by_cnnviz(points, threads)[0]
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        loaded = by_cnnviz(points, threads)[0]
    finally:
        for other in others:
            other.kill()
            other.wait()
    met = loaded <= LOADED * alone
    print(f"\nMNIST beside two programs that use a processor each: {loaded:.1f} s, alone {alone:.1f} s: "
          f"{loaded / alone:.1f} times, {'met' if met else 'MISSED'}", flush=True)
    return met


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--data", type=Path, default=Path(os.environ.get("CNNVIZ_TEST_DATA", ROOT.parent / "shared" / "data")))
    arguments.add_argument("--only", choices=PARTS, action="append")
    arguments.add_argument("--threads", type=int, default=2)
    given = arguments.parse_args()
    wanted = given.only or PARTS
    good = True
    if set(wanted) & {"mnist", "cifar", "synthetic"}:
        print("| points | cnnviz | openTSNE | ratio | KL | openTSNE's | recall | openTSNE's | bar |\n"
              "|---|---|---|---|---|---|---|---|---|")
    if "mnist" in wanted:
        good &= compare("MNIST 10,000 x 784", mnist(given.data), given.threads)
    if "cifar" in wanted:
        good &= compare("CIFAR-10 resnet20 2,000 x 64", cifar(given.data), given.threads)
    if "synthetic" in wanted:
        good &= compare("synthetic 20,000 x 512", synthetic(20000, 512), given.threads)
    if "memory" in wanted:
        good &= memory(given.data, given.threads)
    if "load" in wanted:
        good &= load(mnist(given.data), given.threads)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
