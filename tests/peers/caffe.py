"""Networks in the form that converters from Caffe write, against the same layers in PyTorch.

Opset 8, initializers listed among the inputs, nodes named as their tensors, an in-place layer's tensor
with a suffix, Dropout kept, pools that round up, LRN, grouped convolutions, Gemm behind a Reshape,
Softmax over axis 1. LRN within channels has no operator of its own: the sum over a window is an
average pool of the squares, as converters write it.
"""

import copy

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

import networks
from counting import COLUMNS, TOLERANCE, choose_inputs
from tool import Folder, check, difference, table

CLASS = 3
OPSET = 8


class LrnWithin(nn.Module):
    """x (1 + alpha / n^2 sum of x^2 over an n x n window)^-beta (Caffe's WITHIN_CHANNEL)."""

    def __init__(self, size, alpha, beta):
        super().__init__()
        self.size, self.alpha, self.beta = size, alpha, beta

    def forward(self, x):
        mean = functional.avg_pool2d(x * x, self.size, 1, self.size // 2)
        return x * (1 + self.alpha * mean) ** -self.beta


def zfnet():
    """Zeiler & Fergus 2014: 7x7 and 5x5 convolutions of stride 2, LRN."""
    return nn.Sequential(
        nn.Conv2d(3, 24, 7, 2, 1), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.LocalResponseNorm(5, 1e-1, 0.75),
        nn.Conv2d(24, 32, 5, 2), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.LocalResponseNorm(5, 1e-1, 0.75),
        nn.Conv2d(32, 48, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True), nn.Flatten(),
        nn.Linear(48 * 6 * 6, 64), nn.ReLU(), nn.Dropout(), nn.Linear(64, 10), nn.Softmax(1),
    )  # fmt: skip


def alexnet():
    """CaffeNet: pooled before normalized, two groups."""
    return nn.Sequential(
        nn.Conv2d(3, 24, 11, 4), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.LocalResponseNorm(5, 1e-1, 0.75),
        nn.Conv2d(24, 32, 5, 1, 2, groups=2), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.LocalResponseNorm(3, 5e-2, 0.75),
        nn.Conv2d(32, 48, 3, 1, 1, groups=2), nn.ReLU(), nn.AvgPool2d(3, 2, ceil_mode=True),
        nn.Flatten(), nn.Linear(48 * 6 * 6, 64), nn.ReLU(), nn.Dropout(), nn.Linear(64, 10), nn.Softmax(1),
    )  # fmt: skip


def within():
    """LRN within channels, as in Caffe's CIFAR-10 example, and a dilated deconvolution."""
    return nn.Sequential(
        nn.Conv2d(3, 32, 5, 1, 2), nn.MaxPool2d(3, 2, ceil_mode=True), nn.ReLU(),
        LrnWithin(3, 0.5, 0.75),
        nn.Conv2d(32, 32, 5, 1, 2), nn.ReLU(), nn.AvgPool2d(3, 2, ceil_mode=True),
        LrnWithin(3, 0.5, 0.75),
        nn.ConvTranspose2d(32, 16, 3, 2, 2, dilation=2), nn.ReLU(),
        nn.AvgPool2d(4, 4, ceil_mode=True), nn.Flatten(), nn.Linear(16 * 4 * 4, 10), nn.Softmax(1),
    )  # fmt: skip


NETWORKS = {"zfnet": (zfnet, 215), "caffenet": (alexnet, 227), "within channels": (within, 32)}


class Writer:
    """Layers one after another."""

    def __init__(self, shape):
        self.nodes, self.weights, self.top, self.count = [], [], "data", 0
        self.inputs = [helper.make_tensor_value_info("data", TensorProto.FLOAT, shape)]

    def weight(self, name, array):
        tensor = numpy_helper.from_array(np.ascontiguousarray(array), name)
        self.weights.append(tensor)
        self.inputs.append(helper.make_tensor_value_info(name, tensor.data_type, tensor.dims))
        return name

    def node(self, kind, inputs=(), name=None, bottom=None, **attributes):
        name = name or f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(kind, [bottom or self.top, *inputs], [name], name, **attributes)
        )
        self.top = name
        return name

    def convolution(self, layer, kind):
        self.count += 1
        name = f"conv{self.count}"
        weights = [self.weight(f"{name}_w", layer.weight.numpy()),
                   self.weight(f"{name}_b", layer.bias.numpy())]
        self.node(kind, weights, name, kernel_shape=layer.kernel_size, strides=layer.stride,
                  pads=layer.padding * 2, dilations=layer.dilation, group=layer.groups)

    def pool(self, kind, layer, size, stride, pad):
        """Opset 8 has no ceil_mode: converters pad the end so that no window is lost."""
        sides = (self.side + 2 * pad - size) % stride
        more = (stride - sides) % stride if layer.ceil_mode else 0
        self.node(kind, kernel_shape=[size] * 2, strides=[stride] * 2,
                  pads=[pad, pad, pad + more, pad + more])

    def within(self, layer):
        bottom = self.top
        squares = self.node("Mul", [bottom])
        self.node("AveragePool", bottom=squares, kernel_shape=[layer.size] * 2, strides=[1, 1],
                  pads=[layer.size // 2] * 4, count_include_pad=1)
        self.node("Mul", [self.weight(f"{self.top}_alpha", np.float32(layer.alpha))])
        self.node("Add", [self.weight(f"{self.top}_one", np.float32(1))])
        power = self.node("Pow", [self.weight(f"{self.top}_beta", np.float32(-layer.beta))])
        self.node("Mul", [power], bottom=bottom)

    def layer(self, layer, x):
        self.side = x.shape[-1]
        if isinstance(layer, nn.Conv2d):
            self.convolution(layer, "Conv")
        elif isinstance(layer, nn.ConvTranspose2d):
            self.convolution(layer, "ConvTranspose")
        elif isinstance(layer, nn.ReLU):
            self.node("Relu", name=f"{self.top}_relu")  # in place in Caffe
        elif isinstance(layer, nn.MaxPool2d):
            self.pool("MaxPool", layer, layer.kernel_size, layer.stride, layer.padding)
        elif isinstance(layer, nn.AvgPool2d):
            self.pool("AveragePool", layer, layer.kernel_size, layer.stride, layer.padding)
        elif isinstance(layer, nn.LocalResponseNorm):
            self.node("LRN", size=layer.size, alpha=layer.alpha, beta=layer.beta, bias=layer.k)
        elif isinstance(layer, LrnWithin):
            self.within(layer)
        elif isinstance(layer, nn.Flatten):
            self.node("Reshape", [self.weight("flat_shape", np.array([0, -1]))])
        elif isinstance(layer, nn.Linear):
            name = f"fc{len(self.nodes)}"
            weights = [self.weight(f"{name}_w", layer.weight.numpy()),
                       self.weight(f"{name}_b", layer.bias.numpy())]
            self.node("Gemm", weights, name, transB=1)
        elif isinstance(layer, nn.Dropout):
            self.node("Dropout", ratio=0.5)
        else:
            self.node("Softmax", name="prob", axis=1)

    def write(self, path):
        output = helper.make_tensor_value_info(self.top, TensorProto.FLOAT, [1, 10])
        graph = helper.make_graph(self.nodes, "caffe", self.inputs, [output], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 3  # in which initializers must be inputs
        onnx.checker.check_model(model)
        onnx.save(model, str(path))


def compare(name, folder, rows):
    build, side = NETWORKS[name]
    shape = (1, 3, side, side)
    single = networks.randomize(build(), 1)
    double = copy.deepcopy(single).double()
    path = folder.path / "caffe.onnx"
    writer, x = Writer(shape), networks.normal(shape)(0)
    for layer in single:
        writer.layer(layer, x)
        x = layer(x)
    writer.write(path)

    x = networks.normal(shape)(100)
    output = folder.raw("classify", path, "--input-raw", folder.save("x", x))
    error = difference(output, double(x.double()).numpy())
    check(f"{name}, outputs", error <= TOLERANCE, f"error {error:.1e}")

    def gradient(network, x):
        x = x.clone().requires_grad_()
        return torch.autograd.grad(network[:-1](x)[:, CLASS].sum(), x)[0].numpy()

    (chosen,) = choose_inputs(
        ["class"], networks.normal(shape),
        lambda _, x: gradient(single, x), lambda _, x: gradient(double, x.double()),
    ).values()  # fmt: skip
    compared = chosen.compare(name, lambda x: folder.raw(
        "saliency", path, "--input-raw", folder.save("x", x), "--target", f"class:{CLASS}"))
    rows.append([name, error, *compared])


def main():
    folder, rows = Folder(), []
    for name in NETWORKS:
        compare(name, folder, rows)
    title = "As converters from Caffe write them, against PyTorch, relative to the largest value"
    table(title, ["network", "output error", *COLUMNS], rows)
