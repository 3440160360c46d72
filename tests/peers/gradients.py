"""Gradients, deconvnets, guided backpropagation, Grad-CAM and Guided Grad-CAM of whole networks.

The reference is PyTorch's automatic differentiation in double precision, by Captum where all
rectifiers are ReLUs. A mask of a ReLU or the winner of a pool that flips by rounding changes a
gradient visibly, in PyTorch as well. So an input counts where PyTorch's float32 and float64 agree to
1e-5 of the largest value; then cnnviz must agree to 1e-4. Where none of 20 inputs counts, the error
may be twice PyTorch's own gap, on the input where that is smallest.
"""

import copy

import numpy as np
import torch
from captum.attr import Deconvolution, GuidedBackprop, GuidedGradCam, LayerGradCam, Saliency

import networks
import rules
from tool import Folder, check, difference, run_json, table

SEEDS = 20
COUNTS = 1e-5
TOLERANCE = 1e-4

# name: (opset, whether batch norms are exported as such, layers for Grad-CAM by their traced names)
NETWORKS = {
    "alexnet": (13, False, ("features_12", "rectifier_3")),
    "squeezenet1_1": (17, False, ("cat_7", "cat_3")),
    "resnet18": (13, True, ("rectifier_16", "rectifier_10")),
    "googlenet": (17, True, ("cat_8", "cat_4")),
    "mobilenet_v2": (13, False, ("rectifier_34", "rectifier_20")),
    "densenet121": (17, True, ("rectifier_120", "cat_30")),
}
METHODS = rules.RULES + ("gradcam", "gradcam inner", "guided gradcam")


class Reference:
    """A network whose rectifiers are modules, in one precision."""

    def __init__(self, network, layers):
        self.network = network
        self.layers = [getattr(network, f"tap_{name}") for name in layers]
        modules = list(network.modules())
        self.captum_governs_all = not any(isinstance(m, torch.nn.ReLU6) for m in modules)

    def attribution(self, method, x, k, captum):
        """d logit k of every image / d x under a method, as an array."""
        if method.startswith("gradcam"):
            layer = self.layers[1 if method.endswith("inner") else 0]
            if captum:
                cam = LayerGradCam(self.network, layer)
                result = cam.attribute(x, target=k, relu_attributions=True)[:, 0]
            else:
                result = rules.gradcam(self.network, layer, x, lambda y: y[:, k])
        elif method == "guided gradcam":
            if captum:
                guided = GuidedGradCam(self.network, self.layers[0])
                result = guided.attribute(x, target=k, interpolate_mode="bilinear")
            else:
                cam = rules.gradcam(self.network, self.layers[0], x, lambda y: y[:, k])
                guided = rules.gradient(self.network, x, lambda y: y[:, k], "guided")
                result = guided * rules.upsampled(cam, x)[:, :]
        elif captum:
            kinds = {"deconvnet": Deconvolution, "guided": GuidedBackprop}
            x = x.clone().requires_grad_()
            if method == "gradient":
                result = Saliency(self.network).attribute(x, target=k, abs=False)
            else:
                result = kinds[method](self.network).attribute(x, target=k)
        else:
            result = rules.gradient(self.network, x, lambda y: y[:, k], method)
        return result.detach().numpy()


def command(method, layers):
    if method == "guided gradcam":
        return ["gradcam", "--guided", "--layer", layers[0]]
    if method.startswith("gradcam"):
        return ["gradcam", "--layer", layers[1 if method.endswith("inner") else 0]]
    return ["saliency", "--rule", method]


def choose_inputs(single, double, shape, k):
    """For each method the first input that counts, else the best: (gap, seed, x, expected)."""
    chosen = {}
    for seed in range(SEEDS):
        wanted = [m for m in METHODS if m not in chosen or chosen[m][0] > COUNTS]
        if not wanted:
            break
        x = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
        captum = double.captum_governs_all
        for method in wanted:
            expected = double.attribution(method, x.double(), k, captum)
            gap = difference(single.attribution(method, x, k, captum), expected)
            if method not in chosen or gap < chosen[method][0]:
                chosen[method] = (gap, seed, x, expected)
    return chosen


def compare(name, folder, rows):
    opset, keep_batch_norm, taps = NETWORKS[name]
    network = networks.make(name)
    shape, k = (1, 3, 224, 224), 7
    path = folder.path / f"{name}.onnx"
    networks.export(network, torch.zeros(shape), path, opset, keep_batch_norm)
    single = Reference(rules.separate_rectifiers(network, taps), taps)
    double = Reference(copy.deepcopy(single.network).double(), taps)

    x = torch.randn(shape, generator=torch.Generator().manual_seed(100))
    expected = double.network(x.double()).numpy()
    error = difference(folder.raw("classify", path, "--input-raw", folder.save("x", x)), expected)
    check(f"{name}, logits", error <= TOLERANCE, f"error {error:.1e}")

    values = networks.tensors(path, x.numpy())
    layers = []
    for layer in single.layers:
        with rules.captured(layer) as outputs:
            single.network(x)
        layers.append(networks.tensor_name(values, outputs[0].numpy()))
    del values

    for method, (gap, seed, x, expected) in choose_inputs(single, double, shape, k).items():
        if double.captum_governs_all:
            own = double.attribution(method, x.double(), k, captum=False)
            check(f"{name}, {method}: Captum and PyTorch", difference(own, expected) <= 1e-9)
        raw = folder.raw(
            *command(method, layers)[:1],
            path,
            *command(method, layers)[1:],
            *("--input-raw", folder.save("x", x), "--target", f"class:{k}"),
        )
        error = difference(raw.reshape(expected.shape), expected)
        allowed = TOLERANCE if gap <= COUNTS else 2 * gap
        check(f"{name}, {method}", error <= allowed, f"error {error:.1e}, allowed {allowed:.1e}")
        rows.append([name, method, error, allowed, gap, seed])


def policy_of_captum(folder):
    """Captum governs nn.ReLU alone: with ReLU6 its guided gradient is the plain one, as --rectifiers
    relu has it, with a warning."""
    network = networks.make("mobilenet_v2")
    x = torch.randn((1, 3, 96, 96), generator=torch.Generator().manual_seed(3))
    path = folder.path / "policy.onnx"
    networks.export(network, x, path)
    separated = rules.separate_rectifiers(network)
    expected = GuidedBackprop(separated).attribute(x.clone().requires_grad_(), target=5)
    common = (path, "--input-raw", folder.save("x", x), "--target", "class:5", "--rule", "guided")
    raw = folder.raw("saliency", *common, "--rectifiers", "relu")
    error = difference(raw, expected.detach().numpy())
    check("--rectifiers relu on ReLU6", error <= TOLERANCE, f"error {error:.1e}")
    for policy, count in (("relu", 0), ("relu-like", 35)):
        answer = run_json("saliency", *common, "--rectifiers", policy)
        text = str(answer)
        check(f"--rectifiers {policy} governs {count}", f"'governed': {count}" in text, text[:300])


def batches(folder):
    """Two images at once give what each gives alone."""
    network = networks.make("resnet18")
    x = torch.randn((2, 3, 96, 96), generator=torch.Generator().manual_seed(4))
    path = folder.path / "batch.onnx"
    networks.export(network, x[:1], path, 13, True)
    command = ("saliency", path, "--target", "class:9", "--rule", "guided", "--input-raw")
    both = folder.raw(*command, folder.save("x", x))
    check("batch of two: shape", both.shape == (2, 3, 96, 96), str(both.shape))
    for i in range(2):
        alone = folder.raw(*command, folder.save("x", x[i : i + 1]))
        error = difference(both[i : i + 1], alone)
        check(f"batch of two: image {i}", error <= COUNTS, f"error {error:.1e}")


def main():
    folder, rows = Folder(), []
    for name in NETWORKS:
        compare(name, folder, rows)
    policy_of_captum(folder)
    batches(folder)
    columns = ["network", "method", "error", "allowed", "PyTorch's own gap", "seed"]
    table("Against PyTorch and Captum, relative to the largest value", columns, rows)
