"""Makes network.onnx, the classifier that fuzz_calls.cpp asks: 3x8x8 pictures, 6 classes.

Usage: python3 tests/fuzz/data/make_network.py (needs onnx)
"""
import pathlib

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save


def weights(name, shape):
    values = np.sin(np.arange(np.prod(shape)) * 1.7 + len(name)).astype(np.float32) / 2
    return numpy_helper.from_array(values.reshape(shape), name)


def main():
    nodes = [
        helper.make_node("Conv", ["x", "w1", "b1"], ["conv1"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["conv1"], ["relu1"]),
        helper.make_node("MaxPool", ["relu1"], ["pool1"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Conv", ["pool1", "w2", "b2"], ["conv2"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["conv2"], ["relu2"]),
        helper.make_node("GlobalAveragePool", ["relu2"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["features"]),
        helper.make_node("Gemm", ["features", "w3", "b3"], ["logits"], transB=1),
        helper.make_node("Softmax", ["logits"], ["prob"], axis=1),
    ]
    graph = helper.make_graph(
        nodes, "calls",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, 8, 8])],
        [helper.make_tensor_value_info("prob", TensorProto.FLOAT, ["N", 6])],
        [weights("w1", [4, 3, 3, 3]), weights("b1", [4]), weights("w2", [5, 4, 3, 3]),
         weights("b2", [5]), weights("w3", [6, 5]), weights("b3", [6])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    checker.check_model(model)
    save(model, pathlib.Path(__file__).parent / "network.onnx")


main()
