"""How fast photos are indexed, beside the loop that a user of PyTorch writes for the same work.

    python bench/index.py PHOTOS MODEL.onnx [--rounds N] [--threads N]

MODEL is SqueezeNet 1.1. In each round one after another, each a process of its own: `cnnviz index`
into a new collection; a PyTorch DataLoader with as many workers as threads; and alone what an index
consists of, decoding and preparing (through the C interface), and the network. Printed are images a
second of time passed, and what the processor seconds that were used make on as many processors as
threads: where others use the machine too, only the latter compares. The best round counts.
"""

import argparse
import ctypes
import os
import resource
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
        subprocess.run([TOOL, "index", model, photos, "-o", Path(folder) / "c.db", "--quiet",
                        "--threads", str(threads)], check=True)


def network_alone(photos, model, threads):
    """As many runs as there are photos, shared by a process of one thread for each."""
    runs = len(list(photos.glob("*.jpg"))) // threads
    command = [TOOL, "bench", model, "--job", "forward", "--threads", "1", "--runs", str(runs),
               "--json"]
    processes = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(threads)]
    assert all(process.wait() == 0 for process in processes)


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
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def pytorch(photos, model, threads):
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


def start_only(photos, model, threads):
    """What Python and PyTorch take before the first photo: not counted for the loop."""
    import torch
    import torchvision.transforms
    from torchvision.models import squeezenet1_1

    torch.set_num_threads(threads)
    squeezenet1_1(weights=None).eval()


PARTS = {"cnnviz index": index, "PyTorch DataLoader": pytorch, "PyTorch start": start_only,
         "decoding alone": decoding_alone, "network alone": network_alone}


def measure(part, options):
    """Seconds passed and processor seconds."""
    command = [sys.executable, __file__, options.photos, options.model, "--threads",
               str(options.threads), "--part", part]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([str(word) for word in command], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return time.perf_counter() - start, used


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        PARTS[options.part](options.photos, options.model, options.threads)
        return
    count = len(list(options.photos.glob("*.jpg")))
    times = {part: [] for part in PARTS}
    for number in range(options.rounds):
        for part in PARTS:
            times[part].append(measure(part, options))
            print(f"round {number + 1}: {part}: {times[part][-1][0]:.1f} s, "
                  f"{times[part][-1][1]:.2f} processor seconds", file=sys.stderr)
    passed = {part: min(one[0] for one in all_times) for part, all_times in times.items()}
    used = {part: min(one[1] for one in all_times) for part, all_times in times.items()}
    for best in (passed, used):
        best["PyTorch DataLoader"] -= best.pop("PyTorch start")
    for part in passed:
        print(f"{part:20} {count / passed[part]:6.0f} images/s   by processor time "
              f"{count * options.threads / used[part]:6.0f}")
    ours = used["cnnviz index"]
    alone = max(used["decoding alone"], used["network alone"])
    print(f"by processor time: index / PyTorch {used['PyTorch DataLoader'] / ours:.2f}, index / "
          f"slower of the two alone {alone / ours:.2f}, of what both together leave "
          f"{(used['decoding alone'] + used['network alone']) / ours:.2f}")


main()
