"""Nearest neighbors against every distance in double precision, and how often they tell the class: MNIST's
pixels as a matrix, CIFAR-10's features by a trained network as a collection."""

import gzip

import numpy as np
from scipy.spatial.distance import cdist
from tool import DATA, Folder, Tally, check, progress, run, run_json, table

COUNT = 6
METRICS = ("euclidean", "cosine")
PHOTOS = DATA / "datasets" / "cifar10-test-2000"
NETWORK = DATA / "models" / "resnet20-cifar10.onnx"
TIE = 1e-13  # relative: the sums of two loops in double may round so differently
RECALL = 0.95


def mnist():
    def read(name, header):
        return np.frombuffer(gzip.open(DATA / "datasets" / "mnist" / name).read(), np.uint8)[header:]

    pixels = read("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 784)
    return (pixels / 255).astype("f4"), read("t10k-labels-idx1-ubyte.gz", 8).astype("i8")


def distances(asking, rows, metric):
    if metric == "euclidean":
        return cdist(asking, rows)
    lengths = np.outer(np.linalg.norm(asking, axis=1), np.linalg.norm(rows, axis=1))
    found = np.ones_like(lengths)
    np.divide(asking @ rows.T, lengths, out=found, where=lengths > 0)
    return np.where(lengths > 0, np.maximum(0, 1 - found), 1)


def brute_force(points, metric):
    """Of each row the others by (distance, index): indices and distances [n, COUNT + 1], one more to see
    where the last place is a tie."""
    rows = points.astype("f8")
    found, far = [], []
    for first in range(0, len(rows), 500):
        block = distances(rows[first:first + 500], rows, metric)
        for i, distance in enumerate(block, first):
            distance[i] = np.inf
            limit = np.partition(distance, COUNT)[COUNT]
            near = np.flatnonzero(distance <= limit)
            near = near[np.lexsort((near, distance[near]))][:COUNT + 1]
            found.append(near)
            far.append(distance[near])
    return np.stack(found), np.stack(far)


def votes(neighbors, labels):
    """The majority of each row's classes; of equally frequent ones that of the nearest."""
    result = []
    for row in labels[neighbors]:
        classes, first, counts = np.unique(row, return_index=True, return_counts=True)
        best = counts == counts.max()
        result.append(classes[best][first[best].argmin()])
    return np.array(result)


def compare(what, points, labels, arguments, rows):
    folder = Folder()
    lines = folder.path / "labels.txt"
    lines.write_text("".join(f"{label}\n" for label in labels))
    for metric in METRICS:
        progress(f"neighbors of {what}, {metric}")
        raw, far = folder.path / "n.npy", folder.path / "d.npy"
        document = run_json("neighbors", *arguments, "--count", COUNT, "--metric", metric, "--raw", raw,
                            "--distances", far, "--labels", lines)
        given, said = np.load(raw), np.load(far)
        expected, truth = brute_force(points, metric)
        differ = given != expected[:, :COUNT]
        # Another index may stand where two distances are equal but for the rounding of their sums.
        scale = TIE * (1 + truth[:, :COUNT])
        tied = (np.abs(np.diff(truth, axis=1)) <= scale) | \
            (np.abs(np.diff(truth, axis=1, prepend=-1)) <= np.pad(scale, ((0, 0), (0, 1))))[:, :COUNT]
        check(f"{what}, {metric}: neighbors", not (differ & ~tied).any(),
              f"{int((differ & ~tied).sum())} differ")
        error = float(np.abs(said - truth[:, :COUNT]).max())
        check(f"{what}, {metric}: distances", error <= 1e-6 * (1 + truth.max()), f"{error:.1e}")
        right = int((votes(given, labels) == labels).sum())
        found = document["classifier"]
        check(f"{what}, {metric}: votes", (found["right"], found["of"]) == (right, len(labels)),
              f"{found}, not {right}")
        near = run_json("neighbors", *arguments, "--count", COUNT, "--metric", metric, "--approximate",
                        "--raw", raw)
        recall = float(np.mean([len(set(a) & set(b)) / COUNT
                                for a, b in zip(np.load(raw), expected[:, :COUNT])]))
        check(f"{what}, {metric}: recall", recall >= RECALL and abs(near["recall"] - recall) < 0.02,
              f"{recall:.3f}, said {near['recall']:.3f}")
        rows.append([what, metric, f"{points.shape[0]} x {points.shape[1]}", f"{(~differ).mean():.2%}",
                     f"{found['accuracy']:.4f}", f"{recall:.4f}"])


def main():
    if not PHOTOS.is_dir():
        Tally.skipped.append(f"neighbors: no photos in {PHOTOS}")
        return
    rows = []
    points, labels = mnist()
    folder = Folder()
    compare("MNIST, pixels", points, labels, [folder.save("mnist", points)], rows)

    file, features = folder.path / "cifar.db", folder.path / "features.npy"
    run("index", NETWORK, PHOTOS, "-o", file, "--raw", features, "--quiet")
    names = sorted(path.name for path in PHOTOS.glob("*.jpg"))
    compare("CIFAR-10, resnet20", np.load(features), np.array([int(name.split("_")[0]) for name in names]),
            [file, "--all"], rows)
    seen = run_json("neighbors", file, "--all", "--count", COUNT)["classifier"]
    rows.append(["CIFAR-10, resnet20", "euclidean", "its own classes", "", f"{seen['accuracy']:.4f}", ""])
    columns = ["points", "metric", "size", "same neighbor", "k-NN accuracy", "recall of --approximate"]
    table(f"{COUNT} nearest neighbors against every distance in double precision", columns, rows)
