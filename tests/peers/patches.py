"""The strongest responses of every channel over 1000 photos, against brute force with onnxruntime and
NumPy; the patches' boxes against receptive field arithmetic of its own."""

import json
import sqlite3

import networks
import numpy as np
import onnx
import onnxruntime
from photos import network_input
from tool import DATA, Folder, Tally, check, progress, run, run_json, table

PHOTOS = DATA / "datasets" / "imagenet-sample-1000"
NETWORKS = ["squeezenet1.1-imagenet", "mobilenet_v2_1.0_224-imagenet"]
COUNT = 9
TIE = 1e-5  # relative: values that differ by less may change places
VALUE = 2e-5  # relative to the channel's largest


def maps_of(graph):
    """The names of some maps: the last concatenation or sum, and one in the middle."""
    joins = [node.output[0] for node in graph.node if node.op_type in ("Concat", "Add", "Sum")]
    return [joins[len(joins) // 2], joins[-1]]


def with_outputs(path, names):
    model = onnx.load(path)
    for name in names:
        model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = networks.THREADS
    return onnxruntime.InferenceSession(model.SerializeToString(), options,
                                        providers=["CPUExecutionProvider"])


def brute_force(session, names, photos, settings):
    """Of each layer the maxima and their places: [photos, channels] both."""
    values, places = [[] for _ in names], [[] for _ in names]
    for photo in photos:
        feed = {session.get_inputs()[0].name: network_input(photo, settings)}
        for i, maps in enumerate(session.run(names, feed)):
            flat = maps[0].reshape(maps.shape[1], -1)
            values[i].append(flat.max(1))
            places[i].append(flat.argmax(1))
    return [np.stack(v) for v in values], [np.stack(p) for p in places]


def attribute(node, name, otherwise):
    for one in node.attribute:
        if one.name == name:
            return onnx.helper.get_attribute_value(one)
    return otherwise


def field(graph, shapes, name, channel, y, x):
    """[x0, y0, x1, y1] of a unit, by walking the file backward (Araujo, Norris, Sim 2019)."""
    producers = {out: node for node in graph.node for out in node.output}
    weights = {one.name for one in graph.initializer}
    source = next(one.name for one in graph.input if one.name not in weights)
    hull = []

    def walk(tensor, channels, rows, columns):
        if tensor == source:
            hull.append((*rows, *columns))
            return
        node = producers[tensor]
        data = [one for one in node.input if one and one not in weights]
        kind = node.op_type
        if kind in ("Conv", "MaxPool", "AveragePool"):
            kernel = attribute(node, "kernel_shape", [1, 1])
            stride = attribute(node, "strides", [1, 1])
            pads = attribute(node, "pads", [0, 0, 0, 0])
            reads = [(low * s - p, high * s - p + k - 1) for (low, high), k, s, p in
                     zip((rows, columns), kernel, stride, pads)]
            group = attribute(node, "group", 1)
            if kind == "Conv" and group == 1:
                channels = None
            walk(data[0], channels, *reads)
        elif kind == "Concat":
            first = 0
            for part in data:
                extent = shapes[part][1]
                if channels is None:
                    walk(part, None, rows, columns)
                elif first <= channels < first + extent:
                    walk(part, channels - first, rows, columns)
                first += extent
        else:  # element by element
            for part in data:
                walk(part, channels, rows, columns)

    walk(name, channel, (y, y), (x, x))
    y0, y1, x0, x1 = (f(box[i] for box in hull) for i, f in enumerate((min, max, min, max)))
    return [x0, y0, x1 + 1, y1 + 1]


def shapes_of(path):
    graph = onnx.shape_inference.infer_shapes(onnx.load(path)).graph
    return {one.name: [d.dim_value for d in one.type.tensor_type.shape.dim]
            for one in (*graph.value_info, *graph.input, *graph.output)}


def compare(name, rows):
    path = DATA / "models" / f"{name}.onnx"
    settings = json.loads(path.with_suffix(".cnnviz.json").read_text())
    graph = onnx.load(path).graph
    layers = maps_of(graph)
    photos = sorted(PHOTOS.glob("*.jpg"))
    folder = Folder()
    file = folder.path / "c.db"
    run("index", path, PHOTOS, "-o", file, "--quiet", "--strongest", COUNT,
        *(word for layer in layers for word in ("--layer", layer)))
    values, places = brute_force(with_outputs(path, layers), layers, photos, settings)
    database = sqlite3.connect(file)
    shapes = shapes_of(path)
    numbers = {str(photo): i for i, photo in enumerate(photos)}
    for layer, all_values, all_places in zip(layers, values, places):
        width = database.execute("SELECT columns FROM layers WHERE tensor = ?", [layer]).fetchone()[0]
        found = {}
        for channel, image, value, y, x in database.execute(
                "SELECT channel, image, value, y, x FROM patches WHERE layer = ? "
                "ORDER BY channel, rank", [layer]):
            found.setdefault(channel, []).append((numbers[image], value, y * width + x))
        channels = all_values.shape[1]
        same, worst, wrong = 0, 0.0, 0
        for channel in range(channels):
            order = np.lexsort((np.arange(len(photos)), -all_values[:, channel]))[:COUNT]
            scale = max(float(np.abs(all_values[:, channel]).max()), 1e-12)
            for rank, (image, value, place) in enumerate(found[channel]):
                expected = float(all_values[order[rank], channel])
                worst = max(worst, abs(value - expected) / scale)
                if image == order[rank] and place == all_places[image, channel]:
                    same += 1
                # Else the two must be equal but for rounding.
                elif abs(float(all_values[image, channel]) - expected) > TIE * scale and \
                        image != order[rank]:
                    wrong += 1
        what = f"{name}, {layer}"
        check(f"{what}: nine for each of {channels} channels", all(
            len(found.get(c, [])) == COUNT for c in range(channels)))
        check(f"{what}: values", worst <= VALUE, f"{worst:.1e}")
        check(f"{what}: images", wrong == 0, f"{wrong} differ")
        for channel in (0, channels // 2, channels - 1):
            document = run_json("patches", file, "--layer", layer, "--channel", channel,
                                "--rule", "none", "-o", folder.path / "p.png")[0]
            for patch in document["patches"][0]:
                expected = field(graph, shapes, layer, channel, *patch["position"])
                check(f"{what}: box of channel {channel}", patch["box"] == expected,
                      f"{patch['box']}, not {expected}")
        rows.append([name, layer, channels, f"{same} of {channels * COUNT}", worst])


def main():
    if not PHOTOS.is_dir():
        Tally.skipped.append(f"patches: no photos in {PHOTOS}")
        return
    rows = []
    for name in NETWORKS:
        progress(f"strongest responses of {name}")
        compare(name, rows)
    columns = ["network", "layer", "channels", "same photo and place", "largest error of a value"]
    table("Strongest responses over 1000 photos against onnxruntime and NumPy", columns, rows)
