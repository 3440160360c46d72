#!/usr/bin/env python3
"""Every attribute of every operator at the limits of its numbers.

Takes ONNX's own node tests (one operator each, FOLDER/*.tar.gz), changes one attribute at a time -
integers to -1, 0, 1, the largest of 32 and 64 bits and their neighbors, floats to 0, infinity, NaN;
lists in each element, emptied, one longer; attributes that a node leaves out are given -, and hands
the models to PROGRAM (attributes.c), which opens, runs and differentiates them.

Usage: attributes.py PROGRAM FOLDER MOST
MOST: models, chosen at random where there are more. The seed is printed. Exit code 77 (skipped)
where the folder is missing.
"""
import os
import pathlib
import random
import struct
import subprocess
import sys
import tarfile

INTEGERS = [-(1 << 63), -(1 << 31) - 1, -2, -1, 0, 1, 2, (1 << 31) - 2, (1 << 31) - 1, 1 << 31,
            1 << 32, (1 << 62) + 1, (1 << 63) - 2, (1 << 63) - 1]
FLOATS = [0.0, -1.0, float("inf"), float("-inf"), float("nan"), 3.4e38, 1e-45]
# What a node may leave out.
LEFT_OUT_INTEGER = ["axis", "group", "keepdims", "ceil_mode", "storage_order", "count_include_pad",
                    "blocksize", "batch_dims", "exclusive", "reverse", "largest", "sorted", "to",
                    "allowzero", "size", "select_last_index", "noop_with_empty_axes", "upper",
                    "num_outputs", "p", "num_groups", "start", "end", "stash_type"]
LEFT_OUT_LIST = ["axes", "pads", "strides", "dilations", "kernel_shape", "output_padding",
                 "output_shape", "perm", "split", "starts", "ends", "scales", "shape"]
FLOAT, INT, INTS = 1, 2, 7


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def read_varint(data, at):
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


def fields(data):
    """[(number, wire type, value)], a value being a number or bytes."""
    out, at = [], 0
    while at < len(data):
        key, at = read_varint(data, at)
        wire = key & 7
        if wire == 0:
            value, at = read_varint(data, at)
        elif wire in (1, 5):
            size = 8 if wire == 1 else 4
            value, at = data[at:at + size], at + size
        else:
            size, at = read_varint(data, at)
            value, at = data[at:at + size], at + size
        out.append((key >> 3, wire, value))
    return out


def pack(parts):
    out = bytearray()
    for number, wire, value in parts:
        out += varint(number << 3 | wire)
        if wire == 0:
            out += varint(value)
        elif wire == 2:
            out += varint(len(value)) + value
        else:
            out += value
    return bytes(out)


def integers_of(attribute):
    values = []
    for number, wire, value in attribute:
        if number == 8 and wire == 0:
            values.append(value)
        elif number == 8:
            at = 0
            while at < len(value):
                one, at = read_varint(value, at)
                values.append(one)
    return values


def attribute_of(name, kind, value):
    parts = [(1, 2, name.encode()), (20, 0, kind)]
    if kind == INT:
        parts.append((3, 0, value))
    elif kind == INTS:
        parts += [(8, 0, one) for one in value]
    else:
        parts.append((2, 5, struct.pack("<f", value)))
    return pack(parts)


def variants(attribute):
    """(what, the attribute changed) for each change."""
    parts = fields(attribute)
    name = next((value.decode() for number, _, value in parts if number == 1), "")
    kind = next((value for number, _, value in parts if number == 20), 0)
    if kind == INT:
        for value in INTEGERS:
            yield f"{name}={value}", attribute_of(name, INT, value)
    elif kind == FLOAT:
        for value in FLOATS:
            yield f"{name}={value}", attribute_of(name, FLOAT, value)
    elif kind == INTS:
        values = integers_of(parts)
        yield f"{name}=[]", attribute_of(name, INTS, [])
        yield f"{name}: one more", attribute_of(name, INTS, values + [1])
        for value in INTEGERS:
            yield f"{name}: all {value}", attribute_of(name, INTS, [value] * len(values))
            for i in range(len(values)):
                changed = values[:i] + [value] + values[i + 1:]
                yield f"{name}[{i}]={value}", attribute_of(name, INTS, changed)


def added(names):
    for name in LEFT_OUT_INTEGER:
        if name not in names:
            for value in INTEGERS:
                yield f"{name}={value}", attribute_of(name, INT, value)
    for name in LEFT_OUT_LIST:
        if name not in names:
            for value in INTEGERS:
                for length in (1, 2, 4):
                    yield f"{name}=[{value}]*{length}", attribute_of(name, INTS, [value] * length)


def replace(parts, index, value):
    return parts[:index] + [(parts[index][0], 2, value)] + parts[index + 1:]


def models(model):
    """(what, bytes) for each change of one model."""
    top = fields(model)
    for g, (number, _, graph) in enumerate(top):
        if number != 7:
            continue
        graph = fields(graph)
        for n, (number, _, node) in enumerate(graph):
            if number != 1:
                continue
            node = fields(node)

            def rebuild(changed, g=g, graph=graph, n=n):
                return pack(replace(top, g, pack(replace(graph, n, pack(changed)))))

            names = set()
            for a, (number, _, attribute) in enumerate(node):
                if number != 5:
                    continue
                names |= {value.decode() for key, _, value in fields(attribute) if key == 1}
                for what, changed in variants(attribute):
                    yield what, rebuild, replace(node, a, changed)
            for what, attribute in added(names):
                yield what, rebuild, node + [(5, 2, attribute)]


def main():
    program, folder, most = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    archives = sorted(folder.glob("*.tar.gz"))
    if not archives:
        print(f"SKIPPED: {folder} has no node tests")
        return 77
    seed = int(os.environ.get("CNNVIZ_SEED", random.randrange(1 << 30)))
    random.seed(seed)
    nodes = {}
    for archive in archives:
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.isfile() and member.name.endswith("model.onnx") and member.size < 1 << 20:
                    nodes[member.name] = tar.extractfile(member).read()
    # Every change of every model, as numbers: what is chosen is built when its turn comes.
    counts = {name: sum(1 for _ in models(model)) for name, model in nodes.items()}
    total = sum(counts.values())
    share = min(1.0, most / total)
    print(f"seed {seed}: about {min(most, total)} of {total} changes to {len(nodes)} models",
          flush=True)
    process = subprocess.Popen([program], stdin=subprocess.PIPE)
    try:
        for name, model in nodes.items():
            for what, rebuild, changed in models(model):
                if random.random() < share:
                    data = rebuild(changed)
                    process.stdin.write(struct.pack("<q", len(data)))
                    process.stdin.write(f"{name}: {what}\n".encode() + data)
        process.stdin.close()
    except BrokenPipeError:
        pass
    code = process.wait()
    if code != 0:
        print(f"FAILED: exit code {code}")
    return 0 if code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
