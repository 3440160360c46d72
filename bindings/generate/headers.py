"""Reads the public C headers: enums, structs and functions, with their comments.

They keep strict rules (tests/headers/check_names.py), so a few regular expressions read all of them.
"""
import pathlib
import re
from dataclasses import dataclass, field


@dataclass
class Value:
    name: str  # "MAX_ABS"
    constant: str  # "CNNVIZ_REDUCTION_MAX_ABS"
    number: int
    comment: str


@dataclass
class Enum:
    name: str  # "reduction"
    comment: str
    values: list


@dataclass
class Field:
    type: str  # "int32_t", "cnnviz_rule"
    name: str
    comment: str


@dataclass
class Struct:
    name: str  # "saliency_options"
    comment: str
    all_fields: list

    @property
    def fields(self):
        """Those that mean something to users."""
        return [f for f in self.all_fields if f.name not in ("struct_size", "reserved")]

    @property
    def is_options(self):
        return self.name.endswith("_options")


@dataclass
class Parameter:
    type: str  # "const cnnviz_tensor*"
    name: str


@dataclass
class Function:
    name: str  # "cnnviz_tensor_read"
    returned: str
    parameters: list
    comment: str


@dataclass
class Headers:
    enums: list = field(default_factory=list)
    structs: list = field(default_factory=list)
    functions: list = field(default_factory=list)
    handles: list = field(default_factory=list)  # "model", "tensor", ...

    def presets(self):
        """Names of the options structs that have presets."""
        return {f.name.removeprefix("cnnviz_").removesuffix("_preset")
                for f in self.functions if f.name.endswith("_options_preset")}


COMMENT = r"/\*.*?\*/"


def plain(comment):
    """A comment's text, in one line for each paragraph or list entry, without its delimiters."""
    lines = [re.sub(r"^\s*(/\*+|\*(?!/))? ?|\s*\*/\s*$", "", line) for line in comment.split("\n")]
    return "\n".join(line.rstrip() for line in lines).strip()


def read_members(body, separator):
    """Pairs of a declaration and its comment. A comment behind a declaration, on its line, is its
    own; one above declarations belongs to the next of them."""
    above = ""
    tokens = re.findall(rf"{COMMENT}|[^{separator}/]+{separator}?|\n", body, flags=re.S)
    members = []
    for token in tokens:
        if token.startswith("/*"):
            if members and members[-1][2] and "\n" not in between:
                members[-1][1] = plain(token)
                members[-1][2] = False
            else:
                above = plain(token)
            between = "\n"
            continue
        between = token if not token.strip() else token.rsplit(separator, 1)[-1]
        if token.strip(f" \n{separator}"):
            members.append([" ".join(token.strip(f" \n{separator}").split()), above, True])
            above = ""
    return [(declaration, comment) for declaration, comment, _ in members]


def comment_before(text, position):
    """The comment that ends right above `position`: with a blank line in between there is none."""
    match = re.search(rf"({COMMENT})\n\Z", text[:position], flags=re.S)
    return plain(match.group(1)[match.group(1).rfind("/*"):]) if match else ""


def read_enum(name, comment, body):
    values = []
    prefix = name.upper() + "_"
    for declaration, remark in read_members(body, ","):
        constant, number = (part.strip() for part in declaration.split("="))
        if not constant.endswith("_ENUM_INT32"):
            values.append(Value(constant.removeprefix(prefix), constant, int(number), remark))
    return Enum(name.removeprefix("cnnviz_"), comment, values)


def read_struct(name, comment, body):
    fields = []
    for declaration, remark in read_members(body, ";"):
        kind, names = declaration.split(" ", 1)
        for field_name in names.split(","):
            fields.append(Field(kind, field_name.strip(), remark))
    return Struct(name.removeprefix("cnnviz_"), comment, fields)


def read_functions(text):
    """Functions of a group that no blank line divides share its comment."""
    for match in re.finditer(r"CNNVIZ_API\s+([^;()]*?)\s*\b(\w+)\(([^;]*)\);", text):
        block = text.rfind("\n\n", 0, match.start()) + 2
        comments = re.findall(COMMENT, text[block:match.start()], flags=re.S)
        parameters = []
        for parameter in " ".join(match.group(3).split()).split(", "):
            if parameter != "void":
                kind, name = re.match(r"(.*?)\s*(\w+)$", parameter).groups()
                parameters.append(Parameter(kind.strip(), name))
        yield Function(match.group(2), " ".join(match.group(1).split()), parameters,
                       plain(comments[-1]) if comments else "")


def read_headers(folder):
    found = Headers()
    for path in sorted(pathlib.Path(folder).glob("*.h")):
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"typedef (struct|enum) (\w+) \{(.*?)\} \w+;", text, flags=re.S):
            kind, name, body = match.groups()
            comment = comment_before(text, match.start())
            if kind == "enum":
                found.enums.append(read_enum(name, comment, body))
            else:
                found.structs.append(read_struct(name, comment, body))
        found.handles += re.findall(r"typedef struct (?:cnnviz_)(\w+) cnnviz_\w+;", text)
        found.functions += read_functions(text)
    return found
