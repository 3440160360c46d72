"""t-SNE against openTSNE: the same points, perplexity and descent; both maps judged by openTSNE's
affinities and by exact sums."""

import gzip
import json

import numpy as np
from tool import DATA, Folder, Tally, check, progress, run, table

PERPLEXITY = 30
JUDGED = 10  # neighbors
WORSE_KL = 1.01
WORSE_RECALL = 0.01  # twice the standard error of a share of 9000 neighbors, those of the fewest points
# The tool's own divergence, by Barnes and Hut with theta 0.2 and floats, against the exact one: it
# tells that the affinities are the same.
SAME_KL = 0.01


def digits(count):
    file = DATA / "datasets" / "mnist" / "t10k-images-idx3-ubyte.gz"
    pixels = np.frombuffer(gzip.decompress(file.read_bytes()), np.uint8, offset=16)
    return (pixels.reshape(-1, 784)[:count] / 255).astype("f4")


def features(folder):
    """What resnet20's dense layer reads of 2000 pictures."""
    raw = folder.path / "features.npy"
    run("index", DATA / "models" / "resnet20-cifar10.onnx", DATA / "datasets" / "cifar10-test-2000", "-o",
        folder.path / "cifar.db", "--raw", raw, "--quiet")
    return np.load(raw)


def clusters(rows, width):
    random = np.random.default_rng(3)
    centers = random.normal(size=(10, width))
    return (centers[random.integers(0, 10, rows)] + random.normal(size=(rows, width))).astype("f4")


def squared_distances(rows):
    rows = rows.astype("f8")
    norms = (rows**2).sum(1)
    squared = np.maximum(norms[:, None] + norms[None] - 2 * rows @ rows.T, 0)
    np.fill_diagonal(squared, np.inf)
    return squared


def nearest(rows):
    return np.argpartition(squared_distances(rows), JUDGED, axis=1)[:, :JUDGED]


def divergence(affinities, layout):
    """KL(P || Q), Q normalized over all pairs."""
    weights = 1 / (1 + squared_distances(layout))
    weights /= weights.sum()
    p = affinities.tocoo()
    kept = p.data > 0
    return float((p.data[kept] * np.log(p.data[kept] / weights[p.row[kept], p.col[kept]])).sum())


def compare(name, points, folder, rows):
    import openTSNE
    progress(f"t-SNE of {name}")
    raw = folder.path / "map.npy"
    document = json.loads(run("tsne", folder.save("points", points), "--raw", raw, "--json", "--quiet"))
    own = np.load(raw)
    affinities = openTSNE.affinity.PerplexityBasedNN(points, PERPLEXITY, method="exact", n_jobs=2)
    # The tool's schedule: momentum 0.5 while exaggerated, then 0.8.
    start = openTSNE.initialization.pca(points, random_state=0)
    peer = openTSNE.TSNEEmbedding(start, affinities, n_jobs=2, random_state=0)
    peer.optimize(250, exaggeration=12, learning_rate=len(points) / 12, momentum=0.5, inplace=True)
    peer.optimize(500, learning_rate=len(points), momentum=0.8, inplace=True)
    peer = np.asarray(peer)
    truth = nearest(points)
    kl, recall = [], []
    for layout in (own, peer):
        kl.append(divergence(affinities.P, layout))
        drawn = nearest(np.ascontiguousarray(layout))
        recall.append(np.mean([len(set(a) & set(b)) / JUDGED for a, b in zip(truth, drawn, strict=True)]))
    said = document["kl_divergence"]
    check(f"{name}: the same affinities", abs(said - kl[0]) <= SAME_KL * kl[0], f"{said}, not {kl[0]}")
    check(f"{name}: divergence", kl[0] <= WORSE_KL * kl[1], f"{kl[0]}, openTSNE {kl[1]}")
    check(f"{name}: recall", recall[0] >= recall[1] - WORSE_RECALL, f"{recall[0]}, openTSNE {recall[1]}")
    # All points, or 2000 of them at even distances, are judged by the tool.
    check(f"{name}: recall is what the tool says", abs(document["recall"]["value"] - recall[0]) <= 0.01,
          f"{document['recall']['value']}, not {recall[0]}")
    rows.append([name, len(points), *(f"{value:.3f}" for value in (said, *kl, *recall))])


def main():
    folder, rows = Folder(), []
    if (DATA / "datasets").is_dir():
        compare("MNIST digits", digits(5000), folder, rows)
        compare("CIFAR-10 by resnet20", features(folder), folder, rows)
    else:
        Tally.skipped.append(f"tsne: no data sets in {DATA}; only made points are compared")
    compare("clusters of 64 numbers", clusters(3000, 64), folder, rows)
    compare("few points, exact forces", clusters(900, 16), folder, rows)
    table("t-SNE against openTSNE, perplexity 30", ["points", "n", "the tool says KL", "KL, exact", "openTSNE's",
                                                    "recall of 10", "openTSNE's"], rows)
