"""Quantized models against the float models that they were made from, and models that onnxruntime
optimized against the originals.

onnxruntime.quantization makes them of trained models, calibrated on half of the photos; the other
half is compared. cnnviz reads a quantized model as the float network that it approximates, without
rounding: its logits must be about as near to the float model's as onnxruntime's integers are, and
its gradients must point where the float model's do (less so where units lie beyond the calibrated
range: they pass none)."""

import json

import numpy as np
import onnx
import onnxruntime
from onnx import version_converter
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)

from photos import network_input, photos
from tool import DATA, Folder, Tally, check, difference, progress, table

MODELS = ("resnet20-cifar10", "squeezenet1.1-imagenet", "mobilenet_v2_1.0_224-imagenet")
OPSET = 13
GRADIENTS = 3  # photos whose gradients are compared


class Calibration(CalibrationDataReader):
    def __init__(self, name, inputs):
        self._rest = iter([{name: x} for x in inputs])

    def get_next(self):
        return next(self._rest, None)


def prepared(name, folder):
    """The model at an opset that quantization knows, its outputs the logits."""
    model = onnx.load(DATA / "models" / f"{name}.onnx")
    if model.opset_import[0].version < OPSET:
        model = version_converter.convert_version(model, OPSET)
    model.ir_version = 8
    graph = model.graph
    weights = {w.name for w in graph.initializer}
    for value in [v for v in graph.input if v.name in weights]:
        graph.input.remove(value)
    *others, softmax, last = graph.node
    if last.op_type == "Softmax":
        softmax, others = last, [*others, softmax]
    if softmax.op_type == "Softmax":
        del graph.node[len(others) :]
        del graph.output[0].type.tensor_type.shape.dim[:]
        graph.output[0].type.tensor_type.ClearField("shape")
        graph.output[0].name = softmax.input[0]
    path = folder / f"{name}.onnx"
    onnx.save(onnx.shape_inference.infer_shapes(model), path)
    return path


def session(path, level=None, save=None):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    if level is not None:
        options.graph_optimization_level = level
    if save is not None:
        options.optimized_model_filepath = str(save)
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def forms(path, folder, name, inputs):
    """(form, path) of the quantized models."""
    for form, layout, activations in (
        ("QDQ", QuantFormat.QDQ, QuantType.QUInt8),
        ("QDQ int8", QuantFormat.QDQ, QuantType.QInt8),
        ("QOperator", QuantFormat.QOperator, QuantType.QUInt8),
    ):
        made = folder / f"{path.stem}-{form.replace(' ', '-')}.onnx"
        quantize_static(
            path, made, Calibration(name, inputs), quant_format=layout, per_channel=True,
            weight_type=QuantType.QInt8, activation_type=activations,
        )
        yield form, made
    made = folder / f"{path.stem}-dynamic.onnx"
    quantize_dynamic(path, made, weight_type=QuantType.QUInt8)
    yield "dynamic", made


def gradient(scratch, model, x, target):
    return scratch.raw(
        "saliency", model, "--input-raw", scratch.save("input", x), "--preprocess", "raw",
        "--target", target, "-o", scratch.path / "picture.png", "--force",
    )


def logits(scratch, model, x):
    return scratch.raw(
        "classify", model, "--input-raw", scratch.save("input", x), "--preprocess", "raw"
    )


def cosine(a, b):
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


def compare(name, scratch, rows):
    settings = json.loads((DATA / "models" / f"{name}.cnnviz.json").read_text(encoding="utf-8"))
    inputs = [network_input(photo, settings) for photo in photos()]
    calibrating, comparing = inputs[::2], inputs[1::2]
    path = prepared(name, scratch.path)
    peer = session(path)
    input_name = peer.get_inputs()[0].name
    expected = [peer.run(None, {input_name: x})[0] for x in comparing]
    gradients = [
        gradient(scratch, path, x, f"class:{y.argmax()}")
        for x, y in zip(comparing[:GRADIENTS], expected)
    ]
    for form, quantized in forms(path, scratch.path, input_name, calibrating):
        progress(f"{name}, {form}")
        integers = session(quantized)
        theirs = [integers.run(None, {input_name: x})[0] for x in comparing]
        ours = [logits(scratch, quantized, x) for x in comparing]
        distance = float(np.median([difference(a, b) for a, b in zip(ours, expected)]))
        peer_distance = float(np.median([difference(a, b) for a, b in zip(theirs, expected)]))
        same = sum(a.argmax() == b.argmax() for a, b in zip(ours, expected))
        peer_same = sum(a.argmax() == b.argmax() for a, b in zip(theirs, expected))
        cosines = [
            cosine(gradient(scratch, quantized, x, f"class:{y.argmax()}"), g)
            for x, y, g in zip(comparing, expected, gradients)
        ]
        count = len(comparing)
        what = f"{name}, {form}"
        check(what, distance <= 1.5 * peer_distance + 1e-3, f"{distance} against {peer_distance}")
        check(what, same >= peer_same - 1, f"top-1 {same} against {peer_same} of {count}")
        check(what, np.median(cosines) > 0.5, f"gradients {cosines}")
        rows.append(
            (name, form, f"{distance:.1e}", f"{peer_distance:.1e}", f"{same}/{count}",
             f"{peer_same}/{count}", f"{np.median(cosines):.3f}")
        )


def compare_optimized(name, scratch, rows):
    """Level extended fuses operators into those of com.microsoft."""
    settings = json.loads((DATA / "models" / f"{name}.cnnviz.json").read_text(encoding="utf-8"))
    x = network_input(photos()[0], settings)
    path = prepared(name, scratch.path)
    optimized = scratch.path / f"{name}-optimized.onnx"
    level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    session(path, level, optimized)
    fused = sorted({n.op_type for n in onnx.load(optimized).graph.node if n.domain})
    expected = logits(scratch, path, x)
    target = f"class:{expected.argmax()}"
    output = difference(logits(scratch, optimized, x), expected)
    slope = difference(gradient(scratch, optimized, x, target), gradient(scratch, path, x, target))
    check(f"{name}, optimized", output < 1e-5 and slope < 1e-4, f"{output}, {slope}")
    rows.append((name, ", ".join(fused), f"{output:.1e}", f"{slope:.1e}"))


def main():
    if not (DATA / "models").is_dir() or not photos():
        Tally.skipped.append(f"quantized: no models or images in {DATA}")
        return
    quantized, optimized = [], []
    scratch = Folder()
    for name in MODELS:
        compare(name, scratch, quantized)
        compare_optimized(name, scratch, optimized)
    table(
        "Quantized models: median distance of logits to the float model's, top-1 as the float "
        "model's, cosine of the input gradient with the float model's",
        ("model", "form", "cnnviz", "onnxruntime", "top-1", "onnxruntime's", "gradient"),
        quantized,
    )
    table(
        "Models optimized by onnxruntime (level extended): difference to the original",
        ("model", "fused operators", "logits", "gradient"),
        optimized,
    )
