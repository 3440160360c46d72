"""Networks of keras.applications as tf2onnx writes them: outputs and gradients against TensorFlow.

Keras puts channels last, so inputs are [N, H, W, C], and every convolution stands between two
transposes. tf2onnx takes out most of them ("optimized", which Keras's own export calls); "plain" is
its output before that. Runs in an environment of its own, see `run`.
"""

import contextlib
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
import tensorflow as tf
import tf2onnx

from counting import COLUMNS, ENOUGH, SEEDS, TOLERANCE, choose_inputs
from tool import Folder, Tally, check, difference, progress, table

CLASS = 7
SIDE = 128
OPSET = 13

# And their sides: the fewer rectifiers, the likelier that none flips. (ConvNeXt is not among them:
# tf2onnx has no ONNX for its Erfc and for the call that its depthwise convolution is, and leaves both
# to TensorFlow.)
NETWORKS = {
    "MobileNet": 128,
    "MobileNetV2": 128,
    "MobileNetV3Small": 128,
    "ResNet50V2": 64,
    "DenseNet121": 128,
    "InceptionV3": 107,
    "Xception": 128,
    "EfficientNetB0": 128,
    "EfficientNetV2B0": 128,
    "NASNetMobile": 224,
    "VGG16": 96,
}
# Images whose statistics batch norms get: more where the last maps have few cells.
CALIBRATION, MORE_CALIBRATION = 4, {"InceptionV3": 8, "ResNet50V2": 8}
STYLES = ("optimized", "plain")


def values_of(weight, random):
    """Weights that keep the signal's size, statistics that matter: as networks.randomize does."""
    shape, name = weight.shape, weight.path.rsplit("/", 1)[-1]

    def uniform(low, high):
        return random.uniform(low, high, shape)

    if name == "depthwise_kernel" or "depthwise" in weight.path and name == "kernel":
        return random.normal(0, (2 / np.prod(shape[:2])) ** 0.5, shape)
    if weight.path.endswith("predictions/kernel"):  # probabilities that are not 0 and 1
        return random.normal(0, 0.5 / shape[0] ** 0.5, shape)
    if name in ("kernel", "pointwise_kernel"):
        return random.normal(0, (2 / np.prod(shape[:-1])) ** 0.5, shape)
    if name in ("gamma", "moving_variance", "variance"):
        return uniform(0.6, 1.4)
    if name in ("beta", "bias", "moving_mean", "mean"):
        return uniform(-0.3, 0.3)
    return None


def build(name, side, kind, activation, like=None):
    """A network of the given precision, with seeded weights or those of another."""
    keras.config.set_dtype_policy(kind)
    keras.config.set_floatx(kind)
    keras.utils.clear_session()
    options = {"weights": None, "input_shape": (side, side, 3)}
    if name == "VGG16":
        options["classes"] = 100
    network = getattr(keras.applications, name)(classifier_activation=activation, **options)
    if like is not None:
        network.set_weights(like.get_weights())
        return network
    keras.utils.set_random_seed(1)
    random = np.random.default_rng(1)
    for weight in network.weights:
        values = values_of(weight, random)
        if values is not None:
            weight.assign(values.astype(kind))
    calibrate(network, random, (MORE_CALIBRATION.get(name, CALIBRATION), side, side, 3))
    return network


def calibrate(network, random, shape):
    """Statistics of some inputs, but for noise: as networks.calibrate does."""
    norms = [one for one in network.layers if isinstance(one, keras.layers.BatchNormalization)]
    for norm in norms:
        norm.momentum = 0.0
    network(random.normal(size=shape).astype("f4"), training=True)
    for norm in norms:
        mean, variance = (w.numpy() for w in (norm.moving_mean, norm.moving_variance))
        shift = random.uniform(-0.3, 0.3, mean.shape) * np.sqrt(variance)
        norm.moving_mean.assign(mean + shift)
        norm.moving_variance.assign(variance * random.uniform(0.6, 1.6, mean.shape))


class Reference:
    def __init__(self, name, side):
        self.single = build(name, side, "float32", None)
        self.with_softmax = build(name, side, "float32", "softmax", self.single)
        self.double = build(name, side, "float64", None, self.single)

    @staticmethod
    def gradient(network, x):
        x = tf.constant(x.astype(network.compute_dtype))
        with tf.GradientTape() as tape:
            tape.watch(x)
            score = network(x, training=False)[:, CLASS]
        return tape.gradient(score, x).numpy()


def write(network, side, path, style):
    @tf.function
    def call(x):
        return network(x, training=False)

    spec = (tf.TensorSpec((None, side, side, 3), tf.float32, name="image"),)
    with without_optimizer() if style == "plain" else contextlib.nullcontext():
        model, _ = tf2onnx.convert.from_function(call, input_signature=spec, opset=OPSET)
    path.write_bytes(model.SerializeToString())
    return model


@contextlib.contextmanager
def without_optimizer():
    optimizer = tf2onnx.convert.optimizer
    kept = optimizer.optimize_graph
    optimizer.optimize_graph = lambda graph, *_, **__: graph
    try:
        yield
    finally:
        optimizer.optimize_graph = kept


def compare(name, side, folder, rows):
    reference = Reference(name, side)
    shape = (1, side, side, 3)

    def draw(seed):
        return np.random.default_rng(seed).normal(size=shape).astype("f4")

    (chosen,) = choose_inputs(
        ["class"], draw,
        lambda _, x: reference.gradient(reference.single, x),
        lambda _, x: reference.gradient(reference.double, x),
        SEEDS, ENOUGH,
    ).values()
    path = folder.path / f"{name}.onnx"
    for style in STYLES:
        model = write(reference.with_softmax, side, path, style)
        x = np.concatenate([draw(100), draw(101)])
        logits = reference.double(x.astype("f8"), training=False).numpy()
        expected = tf.nn.softmax(logits).numpy()
        output = folder.raw("classify", path, "--input-raw", folder.save("x", x))
        error = difference(output, expected)
        check(f"{name}, {style}, outputs", error <= TOLERANCE, f"error {error:.1e}")

        inputs = np.concatenate([one.x for one in chosen.inputs])
        gradients = folder.raw("saliency", path, "--input-raw", folder.save("x", inputs),
                               "--target", f"class:{CLASS}")
        compared = chosen.compare_results(f"{name}, {style}", gradients)
        transposes = sum(node.op_type == "Transpose" for node in model.graph.node)
        rows.append([name, style, len(model.graph.node), transposes, error, *compared])


def main(names):
    tf.config.threading.set_intra_op_parallelism_threads(2)
    folder, rows = Folder(), []
    for name in names or NETWORKS:
        if name not in NETWORKS:
            sys.exit(f"there is no network {name!r} here; there are {', '.join(NETWORKS)}")
        progress(f"keras: {name}")
        try:
            compare(name, NETWORKS[name], folder, rows)
        except Exception as error:  # the next one may do
            check(name, False, str(error))
    columns = ["network", "tf2onnx", "nodes", "transposes", "output error", *COLUMNS]
    table("Networks of Keras against TensorFlow, relative to the largest value", columns, rows)
    print(f"{Tally.passed} passed, {Tally.failed} failed")
    sys.exit(1 if Tally.failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
