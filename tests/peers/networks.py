"""torchvision's networks with seeded weights and batch-norm statistics, and their ONNX files."""

import contextlib
import os
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
import torchvision
from torch import nn

THREADS = max(1, len(os.sched_getaffinity(0)))
CLASSIFICATION = torchvision.models.list_models(module=torchvision.models)
SEGMENTATION = torchvision.models.list_models(module=torchvision.models.segmentation)

# The one operator of attention's fast path cannot be exported.
torch.backends.mha.set_fastpath_enabled(False)


def quiet():
    """No warnings of the exporter and of hooks: they are about what is wanted here."""
    warnings.simplefilter("ignore")


def randomize(network, seed):
    """Weights that keep the signal's size through many layers, and statistics that matter.

    Freshly made batch norms are the identity up to rounding, so mistakes in them would not show.
    """
    random = torch.Generator().manual_seed(seed)

    def uniform(tensor, low, high):
        tensor.copy_(torch.rand(tensor.shape, generator=random) * (high - low) + low)

    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                fan_in = module.weight[0].numel()
                noise = torch.randn(module.weight.shape, generator=random)
                module.weight.copy_(noise * (2 / fan_in) ** 0.5)
                if module.bias is not None:
                    uniform(module.bias, -0.2, 0.2)
            elif isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
                uniform(module.weight, 0.6, 1.4)
                uniform(module.bias, -0.3, 0.3)
                if isinstance(module, nn.BatchNorm2d):
                    uniform(module.running_mean, -0.3, 0.3)
                    uniform(module.running_var, 0.6, 1.6)
        for name, parameter in network.named_parameters():
            if name.endswith("layer_scale"):  # a millionth: its block would not show
                uniform(parameter, 0.2, 0.6)
            elif name.endswith(("in_proj_bias", "class_token")):  # zeros
                uniform(parameter, -0.2, 0.2)
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    return network.eval()


def calibrate(network, x, seed=1):
    """Gives batch norms the statistics of these inputs, but for noise, as training does.

    The maps of deep residual networks grow without end otherwise, and rounding with them.
    """
    norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm2d)]
    random = torch.Generator().manual_seed(seed)

    def noise(tensor, low, high):
        return torch.rand(tensor.shape, generator=random) * (high - low) + low

    with torch.no_grad():
        for norm in norms:
            norm.train()
            norm.momentum = 1.0
        network(x)
        for norm in norms:
            norm.eval()
            norm.running_mean += noise(norm.bias, -0.3, 0.3) * norm.running_var.sqrt()
            norm.running_var *= noise(norm.bias, 0.6, 1.6)
    return network


class MainOutput(nn.Module):
    """Of a segmentation network, which returns a dictionary."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x)["out"]


def make(name, seed=1):
    options = {"weights": None}
    if name in ("googlenet", "inception_v3"):
        options.update(aux_logits=False, init_weights=False)
    if name in SEGMENTATION:
        options.update(weights_backbone=None)
    network = torchvision.models.get_model(name, **options)
    if name in SEGMENTATION:
        network = MainOutput(network)
    return randomize(network, seed)


def normal(shape):
    """Inputs of normally distributed numbers, by their seed."""
    return lambda seed: torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def export(
    network, example, path, opset=13, keep_batch_norm=False, output="logits", any_size=False
):
    """Writes an ONNX file with an input "input" of any batch, and pictures of any size if wanted.

    The exporter folds batch norms into convolutions unless told otherwise.
    """
    options, axes = {}, {0: "batch"}
    if any_size:
        axes.update({2: "height", 3: "width"})
    if keep_batch_norm:
        options.update(training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        torch.onnx.export(
            network,
            (example,),
            str(path),
            dynamo=False,
            opset_version=opset,
            input_names=["input"],
            output_names=[output],
            dynamic_axes={"input": axes, output: {0: "batch"}},
            **options,
        )


def session(model):
    """onnxruntime on a file or on a model's bytes."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.log_severity_level = 3
    if not isinstance(model, bytes):
        model = str(model)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def tensors(path, x):
    """Every tensor that a node of an ONNX file computes for the input x: {name: array}."""
    model = onnx.load(str(path))
    outputs = [o for node in model.graph.node for o in node.output if o]
    del model.graph.output[:]
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in outputs)
    values = session(model.SerializeToString()).run(outputs, {"input": x})
    return dict(zip(outputs, values))


def tensor_name(values, array):
    """Which of those tensors is the given one: the exporter does not keep PyTorch's names."""
    found = [
        name
        for name, value in values.items()
        if value.shape == array.shape
        and np.abs(value - array).max() <= 1e-4 * np.abs(array).max()
    ]
    assert found, f"no tensor of the ONNX file has the values of PyTorch's {array.shape}"
    return found[-1]
