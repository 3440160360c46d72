"""How fast photos are indexed, beside the loop that a user of PyTorch writes for the same work.

    python bench/index.py PHOTOS MODEL.onnx [--rounds N] [--threads N]

MODEL is SqueezeNet 1.1. In each round one after another: `cnnviz index` into a new collection; a
PyTorch DataLoader with as many workers as threads; and alone what an index consists of, decoding and
preparing (through the C interface) and the network, both on all threads. The best round counts.
"""

import argparse
import ctypes
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = Path(os.environ.get("CNNVIZ_BUILD", ROOT / "build"))
TOOL = Path(os.environ.get("CNNVIZ", BUILD / "cli" / "cnnviz"))
BATCH, STRONGEST = 32, 25


def index(photos, model, threads):
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        subprocess.run([TOOL, "index", model, photos, "-o", Path(folder) / "c.db", "--quiet",
                        "--threads", str(threads)], check=True)
        return time.perf_counter() - start


def network_alone(model, threads):
    """Images a second: a process of one thread for each, at the same time."""
    command = [TOOL, "bench", model, "--job", "forward", "--threads", "1", "--runs", "200", "--json"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(threads)]
    return sum(1 / json.loads(p.communicate()[0])["seconds"]["median"] for p in processes)


def decoding_alone(photos, model, threads):
    library = ctypes.CDLL(str(next(BUILD.glob("lib/libcnnviz.so"))))
    handle = ctypes.c_void_p()
    assert library.cnnviz_model_open(ctypes.byref(handle), os.fsencode(model), None, None) == 0
    files = sorted(photos.iterdir())

    def work(part):
        for file in part:
            image, tensor = ctypes.c_void_p(), ctypes.c_void_p()
            if file.suffix == ".jpg":
                assert library.cnnviz_image_read(ctypes.byref(image), os.fsencode(file)) == 0
                library.cnnviz_model_preprocess(ctypes.byref(tensor), handle, image)
                library.cnnviz_tensor_free(tensor)
                library.cnnviz_image_free(image)

    workers = [threading.Thread(target=work, args=(files[i::threads],)) for i in range(threads)]
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - start


def pytorch(photos, threads):
    import torch
    import torchvision.transforms as transforms
    from PIL import Image
    from torchvision.models import squeezenet1_1

    class Photos(torch.utils.data.Dataset):
        files = sorted(photos.glob("*.jpg"))
        prepare = transforms.Compose([
            transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])

        def __len__(self):
            return len(self.files)

        def __getitem__(self, number):
            return self.prepare(Image.open(self.files[number]).convert("RGB")), number

    torch.set_num_threads(threads)
    network = squeezenet1_1(weights=None).eval()
    start = time.perf_counter()
    loader = torch.utils.data.DataLoader(Photos(), batch_size=BATCH, num_workers=threads)
    values = torch.full((1000, 0), 0.0)
    places, images, vectors, classes = (values.long(), values.long(), [], [])
    with torch.inference_mode():
        for x, numbers in loader:
            features = network.features(x)
            maps = network.classifier[2](network.classifier[1](features))
            logits = maps.mean((2, 3))
            vectors.append(features.mean((2, 3)))
            classes.append(logits.softmax(1).topk(5))
            peaks, where = maps.flatten(2).max(2)
            values = torch.cat([values, peaks.T], 1)
            places = torch.cat([places, where.T], 1)
            images = torch.cat([images, numbers.expand(1000, -1)], 1)
            values, order = values.topk(min(STRONGEST, values.shape[1]), 1)
            places, images = places.gather(1, order), images.gather(1, order)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    count = len(list(options.photos.glob("*.jpg")))
    rates = {"cnnviz index": [], "PyTorch DataLoader": [], "decoding alone": [], "network alone": []}
    for number in range(options.rounds):
        print(f"round {number + 1}", file=sys.stderr)
        rates["cnnviz index"].append(count / index(options.photos, options.model, options.threads))
        rates["PyTorch DataLoader"].append(count / pytorch(options.photos, options.threads))
        rates["decoding alone"].append(
            count / decoding_alone(options.photos, options.model, options.threads))
        rates["network alone"].append(network_alone(options.model, options.threads))
    best = {what: max(all_rates) for what, all_rates in rates.items()}
    for what, rate in best.items():
        print(f"{what:20} {rate:6.0f} images/s   rounds: {', '.join(f'{r:.0f}' for r in rates[what])}")
    ours = best["cnnviz index"]
    decoding, network = best["decoding alone"], best["network alone"]
    print(f"index / PyTorch {ours / best['PyTorch DataLoader']:.2f}, "
          f"index / slower of the two alone {ours / min(decoding, network):.2f}, "
          f"of what both leave of these processors {ours * (1 / decoding + 1 / network):.2f}")


main()
