"""The package reaches all of the C interface, and its stub says what the native module has."""
import ast
import inspect
import pathlib
import re

import cnnviz
from cnnviz import _native

PACKAGE = pathlib.Path(cnnviz.__file__).parent
# Python has these of its own, or needs none.
NOT_NEEDED = {"bytes_create", "bytes_write", "bytes_data", "status_name", "targets_parse",
              "targets_count", "tensors_count", "images_count"}


def native_functions():
    return {name for name, value in vars(_native).items()
            if inspect.isfunction(value) and not name.startswith("_")}


def test_every_function_is_reached():
    text = "\n".join(path.read_text() for path in PACKAGE.glob("*.py") if path.stem != "_native")
    missing = {name for name in native_functions()
               if not name.endswith("_share") and not re.search(rf"_native\.{name}\b", text)}
    assert missing == NOT_NEEDED and len(native_functions()) > 120


def test_those_too_work():
    handle = _native.bytes_create(b"abc")
    assert _native.bytes_size(handle) == 3 and _native.bytes_data(handle) != 0
    assert _native.status_name(cnnviz.Status.NOT_FOUND) == "NOT_FOUND"


def test_shared_handles_are_handles(model, cat):
    for thing in (model, model.target("top"), cnnviz.Image(cat), cnnviz.Job(), cnnviz.Figure()):
        share = getattr(_native, f"{type(thing).__name__.lower()}_share")
        assert type(thing)._of(share(thing.native)) if hasattr(thing, "_of") else share(thing.native)


def test_the_stub_is_that_of_the_module():
    stub = ast.parse((PACKAGE / "_native.pyi").read_text())
    declared = {node.name: [a.arg for a in node.args.args] for node in stub.body
                if isinstance(node, ast.FunctionDef)}
    assert set(declared) == native_functions()
    for name, arguments in declared.items():
        given = [p for p in inspect.signature(getattr(_native, name)).parameters]
        assert len(given) == len(arguments), name
    classes = {node.name for node in stub.body if isinstance(node, ast.ClassDef)}
    assert classes == {name for name, value in vars(_native).items()
                       if inspect.isclass(value) and name.startswith("cnnviz_")}
    assert (PACKAGE / "py.typed").exists()


def test_what_is_public_has_a_comment():
    for name in dir(cnnviz):
        value = getattr(cnnviz, name)
        if inspect.isfunction(value) and not name.startswith("render_color"):
            assert value.__doc__ or name.startswith("embedding"), name
