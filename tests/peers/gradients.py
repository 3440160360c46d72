"""Gradients, deconvnets, guided backpropagation, Grad-CAM and Guided Grad-CAM of whole networks.

The reference is PyTorch's automatic differentiation, by Captum where all rectifiers are ReLUs.
"""

import copy

import torch
from captum.attr import Deconvolution, GuidedBackprop, GuidedGradCam, LayerGradCam, Saliency

import networks
import rules
from counting import COLUMNS, COUNTS, TOLERANCE, choose_inputs
from tool import Folder, check, difference, progress, run_json, table

CLASS = 7

# name: (side of the picture, opset, whether batch norms are exported as such, layers for Grad-CAM by
# their traced names). The fewer rectifiers, the likelier that none flips.
NETWORKS = {
    "alexnet": (224, 13, False, ("features_12", "rectifier_3")),
    "squeezenet1_1": (224, 17, False, ("cat_7", "cat_3")),
    "resnet18": (224, 13, True, ("rectifier_16", "rectifier_10")),
    "googlenet": (112, 17, True, ("cat_8", "cat_4")),
    "mobilenet_v2": (112, 13, False, ("rectifier_34", "rectifier_20")),
    "densenet121": (112, 17, True, ("rectifier_120", "cat_30")),
}
CAMS = ("gradcam", "inner gradcam", "guided gradcam")
METHODS = rules.RULES + CAMS


class Reference:
    """A network whose rectifiers are modules, in one precision."""

    def __init__(self, network, taps):
        self.network = network
        self.layers = [getattr(network, f"tap_{name}") for name in taps]
        self.by_captum = not any(isinstance(m, torch.nn.ReLU6) for m in network.modules())

    def __call__(self, method, x):
        explain = self.captum if self.by_captum else self.own
        return explain(method, x.to(next(self.network.parameters()).dtype))

    def captum(self, method, x):
        x = x.clone().requires_grad_()
        if method in ("gradcam", "inner gradcam"):
            cam = LayerGradCam(self.network, self.layers[method != "gradcam"])
            result = cam.attribute(x, target=CLASS, relu_attributions=True)
        elif method == "guided gradcam":
            guided = GuidedGradCam(self.network, self.layers[0])
            result = guided.attribute(x, target=CLASS, interpolate_mode="bilinear")
        elif method == "gradient":
            result = Saliency(self.network).attribute(x, target=CLASS, abs=False)
        else:
            kind = Deconvolution if method == "deconvnet" else GuidedBackprop
            result = kind(self.network).attribute(x, target=CLASS)
        return result.detach().numpy()

    def own(self, method, x):
        """The same by the formulas."""

        def target(logits):
            return logits[:, CLASS]

        if method in ("gradcam", "inner gradcam"):
            layer = self.layers[method != "gradcam"]
            return rules.gradcam(self.network, layer, x, target)[:, None].numpy()
        if method == "guided gradcam":
            cam = rules.gradcam(self.network, self.layers[0], x, target)
            guided = rules.gradient(self.network, x, target, "guided")
            return (guided * rules.upsampled(cam, x)).numpy()
        return rules.gradient(self.network, x, target, method).numpy()


def command(method, path, layers):
    if method == "guided gradcam":
        return ("gradcam", path, "--guided", "--layer", layers[0])
    if method in CAMS:
        return ("gradcam", path, "--layer", layers[method != "gradcam"])
    return ("saliency", path, "--rule", method)


def compare(name, folder, rows):
    side, opset, keep_batch_norm, taps = NETWORKS[name]
    shape = (1, 3, side, side)
    network = networks.make(name)
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

    for method, chosen in choose_inputs(METHODS, networks.normal(shape), single, double).items():
        one = chosen.inputs[0]
        own = double.own(method, one.x.double())
        check(f"{name}, {method}: Captum and PyTorch", difference(own, one.expected) <= 1e-9)

        def run(x):
            given = ("--input-raw", folder.save("x", x), "--target", f"class:{CLASS}")
            return folder.raw(*command(method, path, layers), *given)

        rows.append([name, method, *chosen.compare(f"{name}, {method}", run)])


def policy_of_captum(folder):
    """Captum governs nn.ReLU alone: with ReLU6 its guided gradient is the plain one.

    --rectifiers relu means the same.
    """
    network = networks.make("mobilenet_v2")
    x = torch.randn((1, 3, 96, 96), generator=torch.Generator().manual_seed(3))
    path = folder.path / "policy.onnx"
    networks.export(network, x, path)
    guided = GuidedBackprop(rules.separate_rectifiers(network))
    expected = guided.attribute(x.clone().requires_grad_(), target=5).detach().numpy()
    command = ("saliency", path, "--input-raw", folder.save("x", x), "--target", "class:5")
    error = difference(folder.raw(*command, "--rule", "guided", "--rectifiers", "relu"), expected)
    check("--rectifiers relu on ReLU6", error <= TOLERANCE, f"error {error:.1e}")
    for policy, count in (("relu", 0), ("relu-like", 35)):
        answer = run_json(*command, "--rule", "guided", "--rectifiers", policy)
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
        progress(f"gradients of {name}")
        compare(name, folder, rows)
    policy_of_captum(folder)
    batches(folder)
    title = "Against PyTorch and Captum, relative to the largest value"
    table(title, ["network", "method", *COLUMNS], rows)
