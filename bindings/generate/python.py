"""Python's enumerations, exceptions, settings and the stub of the native module."""
import swig
import text

HEAD = '"""{what} Written by bindings/generate from the C headers: change those."""\n'
FOLDER = "bindings/python/src/cnnviz"

# What Python programs catch already.
ALSO = {"INVALID_ARGUMENT": "ValueError", "NOT_FOUND": "LookupError", "IO": "OSError",
        "OUT_OF_MEMORY": "MemoryError"}
NUMBERS = {"int32_t": "int", "int64_t": "int", "uint32_t": "int", "double": "float"}


def spell(enum, value):
    return f"{text.camel(enum.name)}.{value.name}"


def comments(comment, headers, indent):
    if not comment:
        return []
    line = text.sentence(text.constants(comment, headers.enums, spell))
    return text.wrap(line, f"{indent}# ", f"{indent}# ")


def docstring(comment, headers, indent):
    if not comment:
        return []
    line = text.sentence(text.constants(comment, headers.enums, spell)).replace("\\", "\\\\")
    return text.wrap(line, f'{indent}"""', indent, '"""')


def write_enums(headers):
    out = [HEAD.format(what="Enumerations."), "from enum import IntEnum"]
    for enum in headers.enums:
        out.append(f"\n\nclass {text.camel(enum.name)}(IntEnum):")
        lines = docstring(enum.comment, headers, "    ")
        out += [*lines, ""] if lines else []
        for value in enum.values:
            out += comments(value.comment, headers, "    ")
            out.append(f"    {value.name} = {value.number}")
    out.append("\n\n__all__ = [")
    out += [f'    "{text.camel(enum.name)}",' for enum in headers.enums]
    out.append("]")
    return "\n".join(out) + "\n"


def write_errors(headers):
    status = next(enum for enum in headers.enums if enum.name == "status")
    failures = [value for value in status.values if value.name != "OK"]
    out = [HEAD.format(what="Exceptions: one type for each status."),
           "from ._enums import Status", "", "",
           "class Error(Exception):",
           '    """What every failed call raises, with the library\'s message: what was wrong, what was given,',
           '    what is allowed."""', "", "    status = Status.INTERNAL"]
    for value in failures:
        bases = ", ".join(["Error", *([ALSO[value.name]] if value.name in ALSO else [])])
        out.append(f"\n\nclass {text.camel(value.name)}Error({bases}):")
        out += text.wrap(text.remark(value), '    """', "    ", '"""')
        out += ["", f"    status = Status.{value.name}"]
    out.append("\n\n# By status; the native module raises from it.")
    out.append("ERRORS = {error.status: error for error in (")
    out += [f"    {text.camel(value.name)}Error," for value in failures]
    out.append(")}")
    out.append('\n__all__ = [\n    "Error",')
    out += [f'    "{text.camel(value.name)}Error",' for value in failures]
    out.append("]")
    return "\n".join(out) + "\n"


def settings_docstring(comment, fields, headers):
    """Meanings and defaults where help() and notebooks show them."""
    def sentence(said):
        return text.sentence(text.constants(said, headers.enums, spell)).replace("\\", "\\\\")

    out = [*text.wrap(sentence(comment), "", "    "), ""] if comment else []
    for field, kind, meaning in fields:
        line = f"{field}: {kind}" + (f" - {sentence(meaning)}" if meaning else "")
        out += text.wrap(line, "    ", "        ")
    out[0] = '    """' + out[0].strip()
    return [*out, '    """', ""]


def write_settings(headers):
    enums = {f"cnnviz_{enum.name}": text.camel(enum.name) for enum in headers.enums}
    used = sorted({enums[f.type] for s in headers.structs if s.is_options for f in s.fields
                   if f.type in enums})
    out = [HEAD.format(what="Settings: what methods take as keyword arguments. What is not given has "
                            "the library's\ndefault. An enumeration's value may be given by its name."),
           "from __future__ import annotations\n", "from typing import TypedDict\n",
           f"from ._enums import {', '.join(used)}"]
    out[-1] = "\n".join(text.wrap(out[-1].replace("import ", "import ("), "", "    ", ")"))
    for struct in headers.structs:
        if not struct.is_options:
            continue
        name = text.camel(struct.name.removesuffix("_options"))
        out.append(f"\n\nclass {name}Settings(TypedDict, total=False):")
        fields = [(f.name, f"{enums[f.type]} | str" if f.type in enums else NUMBERS[f.type], f.comment)
                  for f in struct.fields]
        if struct.name in headers.presets():
            fields.insert(0, ("preset", "str",
                              "whose published numbers the other settings change; default \"distill\""))
        out += settings_docstring(struct.comment, fields, headers)
        out += [f"    {field}: {kind}" for field, kind, _ in fields]
    return "\n".join(out) + "\n"


def python_type(kind, headers, returned=False):
    base = kind.replace("const ", "").strip("*")
    if base == "char":
        return "str" if returned else "str | bytes | None"
    if base == "void":
        return "None"
    if base in NUMBERS and "*" not in kind:
        return NUMBERS[base]
    if base in ("float", "int64_t", "uint8_t"):
        return "int" if returned else "Buffer"
    if base in {f"cnnviz_{enum.name}" for enum in headers.enums}:
        return "int"
    return base if returned else f"{base} | None"


def write_stub(headers):
    out = [HEAD.format(what="The native module: the C interface, function by function."),
           "from typing import Any, Sequence\n", "Buffer = Any  # of the C type, contiguous\n"]
    out += [f"class cnnviz_{name}: ..." for name in headers.handles]
    enums = {f"cnnviz_{enum.name}" for enum in headers.enums}
    for struct in headers.structs:
        out.append(f"\nclass cnnviz_{struct.name}:")
        out += [f"    {f.name}: {'int' if f.type in enums else NUMBERS[f.type]}"
                for f in struct.fields]
        if struct.name in headers.presets():
            out.append("    def use_preset(self, preset_name: str) -> None: ...")
    out.append("")
    for function in swig.wrapped(headers):
        returned, name, parameters, _, owned = swig.wrapper(function, headers)
        given, skip = [], False
        for parameter in parameters.split(", ") if parameters else []:
            kind, parameter_name = parameter.rsplit(" ", 1)
            if skip:  # the count of the array before it
                skip = False
            elif kind in ("const float*", "const int64_t*", "const uint8_t*", "float*", "int64_t*",
                          "uint8_t*"):
                skip = True
                given.append(f"{parameter_name}: "
                             f"{'Sequence[int]' if parameter_name == 'shape' else 'Buffer'}")
            else:
                given.append(f"{parameter_name}: {python_type(kind, headers)}")
        out.append(f"def {name}({', '.join(given)}) -> {python_type(returned, headers, True)}: ...")
    return "\n".join(out) + "\n"


def write(headers):
    return {f"{FOLDER}/_enums.py": write_enums(headers),
            f"{FOLDER}/_errors.py": write_errors(headers),
            f"{FOLDER}/_settings.py": write_settings(headers),
            f"{FOLDER}/_native.pyi": write_stub(headers)}
