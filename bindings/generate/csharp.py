"""C#'s enumerations, exceptions, options, safe handles and what the library fills, and the comments of
methods: in files written by hand the `///` lines below a line `// C: cnnviz_function` are that
function's."""
import html
import pathlib
import re

import text

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = "bindings/csharp/src"
HEAD = "// Written by bindings/generate from the C headers: change those.\n"
NUMBERS = {"int32_t": "int", "int64_t": "long", "double": "double"}

# Names that .NET's own System has too.
NAMES = {"range": "PixelRange", "OUT_OF_MEMORY": "OutOfNativeMemory"}
# Functions of these nouns are methods of another class.
CLASSES = {"explain": "Model", "embedding": "Embedding", "render": "Render"}
# Handles of which users have objects.
OBJECTS = {"corpus", "figure", "image", "job", "model", "result", "target", "tensor"}


def name_of(enum):
    return NAMES.get(enum.name, text.camel(enum.name))


def exception_of(value):
    return NAMES.get(value.name, text.camel(value.name)) + "Exception"


def method(match):
    noun, _, verb = match.group(1).partition("_")
    known = CLASSES.get(noun, text.camel(noun))
    return f"<c>{known}.{text.camel(verb)}</c>" if verb else f"<c>{text.camel(noun)}</c>"


def member(name, parameters, headers):
    """A name of C's as it is in C#: of a parameter, or of an option."""
    if name in parameters:
        return text.camel(name)[0].lower() + text.camel(name)[1:]
    if any(name == field.name for struct in headers.structs for field in struct.fields):
        return text.camel(name)
    return name


def xml(comment, headers, parameters=()):
    """A comment's text as XML, a line for each paragraph."""
    said = html.escape(text.sentence(comment), quote=False)
    said = re.sub(r"`([^`]*)`", lambda m: f"<c>{member(m.group(1), parameters, headers)}</c>", said)
    spelled = {value.constant: f'<see cref="Cnnviz.{name_of(enum)}.{text.camel(value.name)}"/>'
               for enum in headers.enums for value in enum.values}
    said = re.sub(r"CNNVIZ_[A-Z0-9_]+", lambda m: spelled.get(m.group(), m.group()), said)
    said = re.sub(r"\bcnnviz_([a-z_]+)(\(\))?", method, said)
    said = re.sub(r"\bNULL\b", "null", said)
    parts = re.split(r" (?=(?:Tensors?|Images|Document|Errors)\b[^.:]{0,30}:)", said)
    status = next(enum for enum in headers.enums if enum.name == "status")
    names = {value.name: f'<see cref="{exception_of(value)}"/>' for value in status.values[1:]}
    return [re.sub(r"\b[A-Z_]{2,}\b", lambda m: names.get(m.group(), m.group()), part)
            if part.startswith("Errors") else part for part in parts]


def comment_lines(comment, headers, indent="    ", parameters=()):
    """The first paragraph is the summary, the others are remarks."""
    parts = xml(comment, headers, parameters) if comment else []
    lines = []
    for number, part in enumerate(parts):
        tag = "remarks" if number else "summary"
        opening = f"<{tag}>" if number < 2 else ""
        closing = f"</{tag}>" if number in (0, len(parts) - 1) else ""
        if number and len(parts) > 2:
            part = f"<para>{part}</para>"
        lines += text.wrap(opening + part + closing, f"{indent}/// ", f"{indent}/// ")
    return lines


def csharp_type(field, headers):
    if field.name in text.FLAGS:
        return "bool"
    enums = {f"cnnviz_{enum.name}": name_of(enum) for enum in headers.enums}
    return enums.get(field.type) or NUMBERS[field.type]


def spelled(comment, field, headers):
    """A comment in which the values that the field may have are written as in C#."""
    for enum in headers.enums:
        if field.type == f"cnnviz_{enum.name}":
            for value in enum.values:
                comment = re.sub(rf"\b{value.name}\b", f"`{text.camel(value.name)}`", comment)
    return comment


def read_field(field, kind, struct):
    value = f"Native.cnnviz_{struct.name}_{field.name}_get(made)"
    return {"bool": f"{value} != 0"}.get(kind) or (
        value if kind in NUMBERS.values() else f"({kind}){value}")


def in_namespace(lines, using=()):
    head = "".join(f"using {name};\n" for name in using)
    return HEAD + head + "\n" * bool(head) + "namespace Cnnviz\n{\n" + "\n".join(lines) + "\n}\n"


def write_enum(enum, headers):
    out = comment_lines(enum.comment, headers) + [f"    public enum {name_of(enum)}", "    {"]
    for value in enum.values:
        out += comment_lines(value.comment, headers, "        ")
        out += [f"        {text.camel(value.name)} = {value.number},", ""]
    out[-1] = "    }"
    # Names that say all have no comment in the C headers either.
    return in_namespace(["#pragma warning disable 1591", *out])


def write_errors(headers):
    status = next(enum for enum in headers.enums if enum.name == "status")
    failures = [value for value in status.values if value.name != "OK"]
    out = ["""\
    /// <summary>What every failed call throws, one type for each status, with the library's message: what
    /// was wrong, what was given, what is allowed.</summary>
    public abstract class CnnvizException : Exception
    {
        internal CnnvizException(Status status, string message) : base(message)
        {
            Status = status;
        }

        /// <summary>The status that this type stands for.</summary>
        public Status Status { get; }

        /// <summary>Called by native code, in the call that failed.</summary>
        internal static CnnvizException Of(int status, string message)
        {
            switch ((Status)status)
            {"""]
    for value in failures[:-1]:
        out.append(f"                case Status.{text.camel(value.name)}:\n"
                   f"                    return new {exception_of(value)}(message);")
    out.append(f"""\
                default:
                    return new {exception_of(failures[-1])}(message);
            }}
        }}
    }}""")
    for value in failures:
        name = exception_of(value)
        out += ["", *comment_lines(text.remark(value), headers), f"""\
    public sealed class {name} : CnnvizException
    {{
        internal {name}(string message) : base(Status.{text.camel(value.name)}, message)
        {{
        }}
    }}"""]
    return in_namespace(out, ["System"])


def write_handles(headers):
    out = []
    for noun in headers.handles:
        name = f"{text.camel(noun)}Handle"
        out.append(f"    internal sealed class {name} : NativeHandle\n    {{")
        if noun in OBJECTS:
            out.append(f"""\
        private static readonly {name} None = new {name}();

        /// <summary>Of null a handle that is NULL to the library.</summary>
        internal static {name} Of({text.camel(noun)} given)
        {{
            return given == null ? None : ({name})given.Open();
        }}
""")
        out.append(f"""\
        protected override bool ReleaseHandle()
        {{
            Native.delete_cnnviz_{noun}(handle);
            return true;
        }}
    }}
""")
    out[-1] = out[-1].rstrip("\n")
    return in_namespace(out)


def write_options(struct, headers):
    name, native = text.camel(struct.name), f"cnnviz_{struct.name}"
    fields = [(f, text.camel(f.name), csharp_type(f, headers)) for f in struct.fields]
    out = comment_lines(struct.comment or "Options; what is not set has the library's default.", headers)
    out.append(f"""\
    public sealed class {name} : Options
    {{
        /// <summary>Begins with the library's defaults.</summary>
        public {name}()
        {{
            using (MemoryHandle made = Native.new_{native}())
            {{
                Read(made);
            }}
        }}
""")
    if struct.name in headers.presets():
        preset = next(f for f in headers.functions if f.name == f"{native}_preset")
        out += comment_lines(preset.comment, headers, "        ")
        out.append(f"""\
        public {name}(string preset)
        {{
            using (MemoryHandle made = Native.new_{native}())
            {{
                Native.{native}_use_preset(made, preset);
                Read(made);
            }}
        }}
""")
    above = ""
    for field, own, kind in fields:
        above = own if field.comment else above
        said = spelled(text.said(field), field, headers) or f"As `{above}`."
        out += [*comment_lines(said, headers, "        "), f"        public {kind} {own} {{ get; set; }}", ""]
    out.append(f"        internal override MemoryHandle Make()\n        {{\n"
               f"            MemoryHandle made = Native.new_{native}();")
    for field, own, kind in fields:
        given = (f"{own} ? 1 : 0" if kind == "bool" else own if kind in NUMBERS.values()
                 else f"(int){own}")
        out.append(f"            Native.{native}_{field.name}_set(made, {given});")
    out.append("            return made;\n        }\n\n        private void Read(MemoryHandle made)\n        {")
    out += [f"            {own} = {read_field(f, kind, struct)};" for f, own, kind in fields]
    out.append("        }\n    }")
    return in_namespace(out)


def write_record(struct, headers):
    name = text.camel(struct.name)
    fields = [(f, text.camel(f.name), csharp_type(f, headers)) for f in struct.fields]
    out = comment_lines(struct.comment or "What was measured.", headers)
    out.append(f"    public sealed class {name}\n    {{\n        internal {name}(MemoryHandle made)\n        {{")
    out += [f"            {own} = {read_field(f, kind, struct)};" for f, own, kind in fields]
    out.append("        }")
    above = ""
    for field, own, kind in fields:
        above = own if field.comment else above
        said = text.said(field) or (f"As `{above}`." if above else f"The {field.name.replace('_', ' ')}.")
        out += ["", *comment_lines(said, headers, "        "), f"        public {kind} {own} {{ get; }}"]
    return in_namespace([*out, "    }"])


def with_comments(source, headers):
    """The comments below lines `// C: cnnviz_function` written anew."""
    functions = {function.name: function for function in headers.functions}

    def comment(match):
        indent, function = match.group(1), functions[match.group(2)]
        names = {parameter.name for parameter in function.parameters}
        return "\n".join([f"{indent}// C: {function.name}",
                          *comment_lines(function.comment, headers, indent, names)]) + "\n"

    return re.sub(r"^( *)// C: (\w+)\n(?: *///.*\n)*", comment, source, flags=re.M)


def write(headers):
    files = {name_of(enum): write_enum(enum, headers) for enum in headers.enums}
    files |= {"Exceptions": write_errors(headers), "Handles": write_handles(headers)}
    for struct in headers.structs:
        put = write_options if struct.is_options else write_record
        files[text.camel(struct.name)] = put(struct, headers)
    written = {f"{FOLDER}/Generated/{name}.cs": source for name, source in files.items()}
    for path in sorted((ROOT / FOLDER).glob("*.cs")):
        written[f"{FOLDER}/{path.name}"] = with_comments(path.read_text(encoding="utf-8"), headers)
    return written
