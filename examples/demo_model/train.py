"""Trains the demo model on drawn scenes, writes it as ONNX and measures it.

    python train.py              # draws, trains, exports and measures; under 30 minutes on 2 cores
    python train.py --evaluate   # measures the committed demo.onnx on fresh scenes

Written into this folder: demo.onnx, demo.cnnviz.json and demo_labels.txt.
"""

import argparse
import json
import multiprocessing
import time
from functools import partial
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from torch import nn

import generate

HERE = Path(__file__).resolve().parent
MODEL = HERE / "demo.onnx"
SIZE, CLASSES = generate.SIZE, len(generate.LABELS)
MEAN, STD = 0.5, 0.25  # of every color channel, for pixels in 0..1

# Scenes come from endless streams told apart by their seed.
TRAIN_STREAM, FRESH_STREAM, FRESH_PAIR_STREAM = 1, 2, 3
TRAIN_PAIRS = 0.25  # share of the training scenes that hold two objects

# One row a convolution: output channels, kernel, stride, whether a 2x2 max-pool follows.
LAYERS = (
    (32, 7, 2, True),
    (48, 3, 1, False),
    (64, 3, 1, True),
    (96, 3, 1, False),
    (128, 3, 1, False),
)
LAST_MAP = f"relu{len(LAYERS)}"


# ---------------------------------------------------------------- data


def training_scene(index):
    """Returns image and target of a training scene; two objects share the target equally."""
    scene = generate.random_scene(TRAIN_STREAM, index, TRAIN_PAIRS)
    target = np.zeros(CLASSES, np.float32)
    target[scene.classes] = 1 / len(scene.classes)
    return scene.image, target


def draw_all(function, count):
    """Returns [function(0), function(1), ...], computed by one process for each core."""
    with multiprocessing.Pool() as pool:
        return pool.map(function, range(count), chunksize=50)


def to_input(images):
    """Turns 8-bit images [n, h, w, 3] into what the network takes, [n, 3, h, w]."""
    return ((np.asarray(images, np.float32) / 255 - MEAN) / STD).transpose(0, 3, 1, 2)


# ---------------------------------------------------------------- training


def build_network():
    """Returns the network as it is trained: with a batch norm after each convolution."""
    parts, channels = [], 3
    for width, kernel, stride, pool in LAYERS:
        parts += [
            nn.Conv2d(channels, width, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
        ]
        if pool:
            parts.append(nn.MaxPool2d(2))
        channels = width
    parts += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES)]
    smooth_start(parts[0])
    return nn.Sequential(*parts)


def smooth_start(conv):
    """Blurs the random filters that a convolution starts from.

    What stays of the starting values otherwise shows as speckles in the learnt filters.
    """
    line = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0])
    kernel = torch.outer(line, line)[None, None] / 256
    with torch.no_grad():
        flat = conv.weight.flatten(0, 1)[:, None]
        blurred = nn.functional.conv2d(flat, kernel, padding=2).reshape(conv.weight.shape)
        conv.weight.copy_(blurred * conv.weight.std() / blurred.std())


def parameter_groups(network):
    """Splits the parameters by weight decay: more on the first filters, none on the norms."""
    first = network[0].weight
    norms = [p for m in network if isinstance(m, nn.BatchNorm2d) for p in m.parameters()]
    special = {id(p) for p in [first, *norms]}
    rest = [p for p in network.parameters() if id(p) not in special]
    return [
        {"params": [first], "weight_decay": 5e-3},
        {"params": rest, "weight_decay": 5e-4},
        {"params": norms, "weight_decay": 0.0},
    ]


def train(count, epochs, batch=64, peak_rate=0.1):
    """Draws the training scenes, trains and returns the network."""
    started = time.time()
    images, targets = zip(*draw_all(training_scene, count))
    images, targets = torch.from_numpy(np.stack(images)), torch.from_numpy(np.stack(targets))
    print(f"drew {count} scenes in {time.time() - started:.0f} s", flush=True)

    torch.manual_seed(1)
    torch.use_deterministic_algorithms(True)
    network = build_network().to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(
        parameter_groups(network), lr=peak_rate, momentum=0.9, nesterov=True
    )
    steps = count // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, peak_rate, total_steps=epochs * steps, pct_start=0.2
    )
    for epoch in range(epochs):
        network.train()
        order, total, right = torch.randperm(count), 0.0, 0
        for step in range(steps):
            chosen = order[step * batch : (step + 1) * batch]
            x = images[chosen].permute(0, 3, 1, 2).float().div_(255).sub_(MEAN).div_(STD)
            x = x[:, torch.randperm(3)]  # colors say nothing about the class
            if torch.rand(()) < 0.5:
                x = x.flip(3)
            scores = network(x.contiguous(memory_format=torch.channels_last))
            loss = nn.functional.cross_entropy(scores, targets[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
            right += (targets[chosen].gather(1, scores.argmax(1, True)) > 0).sum().item()
        print(
            f"epoch {epoch + 1}/{epochs}  loss {total / steps:.4f}  "
            f"right {right / (steps * batch):.4f}  {time.time() - started:.0f} s",
            flush=True,
        )
    return network.eval()


# ---------------------------------------------------------------- export


def folded(conv, norm):
    """Returns weight and bias of the convolution that also does the batch norm's work."""
    factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weight = conv.weight * factor[:, None, None, None]
    bias = norm.bias - norm.running_mean * factor
    return weight.detach().contiguous().numpy(), bias.detach().numpy()


def export(network):
    """Writes the ONNX file: every node bears the name of the tensor that it makes."""
    nodes, weights = [], []

    def add(kind, name, source, constants=(), **attributes):
        names = [f"{name}.{part}" for part in ("weight", "bias")[: len(constants)]]
        weights.extend(map(numpy_helper.from_array, constants, names))
        nodes.append(helper.make_node(kind, [source, *names], [name], name, **attributes))
        return name

    modules = list(network)
    convs = [m for m in modules if isinstance(m, nn.Conv2d)]
    norms = [m for m in modules if isinstance(m, nn.BatchNorm2d)]
    current = "input"
    for i, (conv, norm, (_, kernel, stride, pool)) in enumerate(zip(convs, norms, LAYERS), 1):
        current = add(
            "Conv", f"conv{i}", current, folded(conv, norm),
            kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[kernel // 2] * 4,
        )
        current = add("Relu", f"relu{i}", current)
        if pool:
            current = add("MaxPool", f"pool{i}", current, kernel_shape=[2, 2], strides=[2, 2])
    current = add("GlobalAveragePool", "gap", current)
    current = add("Flatten", "features", current, axis=1)
    head = [p.detach().numpy() for p in (modules[-1].weight, modules[-1].bias)]
    current = add("Gemm", "logits", current, head, transB=1)
    add("Softmax", "prob", current, axis=1)

    shape_in, shape_out = ["N", 3, SIZE, SIZE], ["N", CLASSES]
    graph = helper.make_graph(
        nodes,
        "cnnviz_demo",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape_in)],
        [helper.make_tensor_value_info("prob", TensorProto.FLOAT, shape_out)],
        weights,
    )
    model = helper.make_model(
        graph,
        producer_name="cnnviz",
        ir_version=8,
        opset_imports=[helper.make_opsetid("", 13)],
        doc_string="The demo model of cnnviz: drawn objects in cluttered scenes. Apache-2.0.",
    )
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, MODEL)

    sidecar = {
        "size": [SIZE, SIZE],
        "color": "RGB",
        "range": 1,
        "mean": [MEAN] * 3,
        "std": [STD] * 3,
        "resize": "shorter",
        "resize_to": SIZE,
        "labels": "demo_labels.txt",
        "penultimate": "features",
    }
    MODEL.with_suffix(".cnnviz.json").write_text(json.dumps(sidecar, indent=1) + "\n")
    (HERE / sidecar["labels"]).write_text("".join(f"{label}\n" for label in generate.LABELS))


def check_export(network):
    """Compares the ONNX file with the network that it was made from."""
    scenes = draw_all(partial(generate.random_scene, FRESH_STREAM), 16)
    x = to_input([scene.image for scene in scenes])
    with torch.no_grad():
        expected = network(torch.from_numpy(x)).softmax(1).numpy()
    difference = np.abs(Predictor().run(x)["prob"] - expected).max()
    print(f"ONNX against PyTorch: largest difference {difference:.1e}")
    assert difference < 1e-4


# ---------------------------------------------------------------- measuring


class Predictor:
    """The exported model with its last map as a second output."""

    def __init__(self):
        model = onnx.load(MODEL)
        for name in ("logits", LAST_MAP):
            model.graph.output.append(helper.make_empty_tensor_value_info(name))
        self.session = onnxruntime.InferenceSession(model.SerializeToString())
        constants = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer}
        self.head = constants["logits.weight"]  # [classes, channels]

    def run(self, x):
        """Returns all outputs by name, computed in batches."""
        names = [output.name for output in self.session.get_outputs()]
        parts = [
            self.session.run(names, {"input": x[i : i + 64]})
            for i in range(0, len(x), 64)
        ]
        return dict(zip(names, map(np.concatenate, zip(*parts))))

    def grad_cam(self, last_map, index):
        """Returns the Grad-CAM map of a class at picture size.

        Behind the last map stand only an average and a matrix product, so the gradient is the
        row of that matrix, the same at every position.
        """
        small = np.maximum(np.tensordot(self.head[index], last_map, 1), 0)
        image = Image.fromarray(small).resize((SIZE, SIZE), Image.Resampling.BILINEAR)
        return np.maximum(np.asarray(image), 0)


def share_inside(energy, region):
    """Returns the share of a map's energy that falls inside a region [y, x] (a mask)."""
    total = energy.sum()
    return float(energy[region].sum() / total) if total > 0 else 0.0


def box_region(box):
    """Returns the mask of a box."""
    region = np.zeros((SIZE, SIZE), bool)
    region[box[1] : box[3], box[0] : box[2]] = True
    return region


def print_localization(predictor, scenes, maps):
    """Prints how much of Grad-CAM's energy falls on the object that it is asked about."""
    rows = []
    for scene, last_map in zip(scenes, maps):
        for index, mask, box in zip(scene.classes, scene.masks, scene.boxes):
            energy = predictor.grad_cam(last_map, index)
            region = box_region(box)
            peak = np.unravel_index(energy.argmax(), energy.shape)
            rows.append((
                share_inside(energy, region), region.mean(),
                share_inside(energy, mask), mask.mean(), region[peak],
            ))
    in_box, box_area, in_mask, mask_area, hits = np.mean(rows, axis=0)
    print(f"  Grad-CAM energy in the box {in_box:.1%} (area {box_area:.1%}), "
          f"on the mask {in_mask:.1%} (area {mask_area:.1%}), peak in the box {hits:.1%}")


def evaluate(count):
    """Measures the exported model on fresh scenes and on the sample pictures."""
    predictor = Predictor()
    print(f"{MODEL.name}: {MODEL.stat().st_size} bytes")

    scenes = draw_all(partial(generate.random_scene, FRESH_STREAM), count)
    outputs = predictor.run(to_input([scene.image for scene in scenes]))
    truth = np.array([scene.classes[0] for scene in scenes])
    right = outputs["logits"].argmax(1) == truth
    print(f"{count} fresh scenes of one object: accuracy {right.mean():.2%}")
    for index, label in enumerate(generate.LABELS):
        print(f"  {label:13}{right[truth == index].mean():8.2%}")
    print_localization(predictor, scenes, outputs[LAST_MAP])

    pairs = partial(generate.random_scene, FRESH_PAIR_STREAM, pairs=1.0)
    scenes = draw_all(pairs, count // 4)
    outputs = predictor.run(to_input([scene.image for scene in scenes]))
    top2 = outputs["logits"].argsort(1)[:, -2:].tolist()
    both = [set(top) == set(scene.classes) for top, scene in zip(top2, scenes)]
    print(f"{len(scenes)} fresh scenes of two objects: both are the top two {np.mean(both):.2%}")
    print_localization(predictor, scenes, outputs[LAST_MAP])

    for entry in json.loads((HERE / "samples" / "samples.json").read_text()):
        image = np.asarray(Image.open(HERE / "samples" / entry["file"]))
        outputs = predictor.run(to_input([image]))
        known = [thing["class"] for thing in entry["objects"]]
        best = outputs["logits"][0].argsort()[::-1][: len(known)]
        found = ", ".join(f"{generate.LABELS[i]} {outputs['prob'][0, i]:.3f}" for i in best)
        shares = []
        for thing in entry["objects"]:
            region = box_region(thing["box"])
            energy = predictor.grad_cam(outputs[LAST_MAP][0], thing["class"])
            shares.append(f"{share_inside(energy, region):.0%} in {region.mean():.0%}")
        verdict = "ok" if set(best.tolist()) == set(known) else "WRONG"
        print(f"  {entry['file']:24}{verdict:6} {found}; Grad-CAM {', '.join(shares)}")


def main():
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--evaluate", action="store_true", help="measure, do not train")
    parser.add_argument("--count", type=int, default=2000, help="fresh scenes to measure on")
    parser.add_argument("--scenes", type=int, default=16000, help="scenes to train on")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if not options.evaluate:
        network = train(options.scenes, options.epochs)
        export(network)
        check_export(network)
    evaluate(options.count)


if __name__ == "__main__":
    main()
