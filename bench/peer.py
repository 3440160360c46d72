"""onnxruntime or PyTorch, ready to be timed: a process that bench/run.py holds one of for each.

    python peer.py onnxruntime MODEL.onnx THREADS
    python peer.py pytorch NETWORK THREADS

A line "JOB LAYOUT BATCH RUNS" on standard input is answered with the seconds of each run, as JSON.
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "peers"))

SIDE = 224


def onnxruntime_jobs(model, threads):
    import numpy as np
    import onnxruntime

    def prepare(job, layout, batch):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_free_dimension_override_by_name("batch", batch)  # as fast as a fixed batch
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        x = np.random.default_rng(1).standard_normal((batch, 3, SIDE, SIDE), np.float32)
        return lambda: session.run(None, {"input": x})

    return prepare


def pytorch_jobs(name, threads):
    import networks
    import torch

    torch.set_num_threads(threads)
    network = networks.make(name)  # its parameters want no gradient

    def prepare(job, layout, batch):
        memory_format = getattr(torch, layout)
        network.to(memory_format=memory_format)
        x = torch.randn((batch, 3, SIDE, SIDE), generator=torch.Generator().manual_seed(1))
        x = x.contiguous(memory_format=memory_format)

        def forward():
            with torch.inference_mode():
                network(x)

        def saliency():
            leaf = x.detach().requires_grad_()
            network(leaf).max(1).values.sum().backward()

        return {"forward": forward, "saliency": saliency}[job]

    return prepare


def main():
    kind, what, threads = sys.argv[1:]
    make = {"onnxruntime": onnxruntime_jobs, "pytorch": pytorch_jobs}[kind]
    prepare = make(what, int(threads))
    for line in sys.stdin:
        job, layout, batch, runs = line.split()
        run = prepare(job, layout, int(batch))
        run()
        seconds = []
        for _ in range(int(runs)):
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
        print(json.dumps(seconds), flush=True)


main()
