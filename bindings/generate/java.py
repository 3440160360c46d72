"""Java's enumerations, exceptions, options and records, and the comments of methods: in files written
by hand the comment below a line `// C: cnnviz_function` is that function's."""
import html
import pathlib
import re

import text

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = "bindings/java/src/main/java/org/cnnviz"
HEAD = "// Written by bindings/generate from the C headers: change those.\npackage org.cnnviz;\n\n"
NUMBERS = {"int32_t": "int", "int64_t": "long", "double": "double"}

# Functions of these nouns are methods of another class.
CLASSES = {"explain": "Model", "embedding": "Embedding", "render": "Render"}


def mixed(name):
    """max_abs -> maxAbs"""
    return text.camel(name)[0].lower() + text.camel(name)[1:]


def method(match):
    noun, _, verb = match.group(1).partition("_")
    known = CLASSES.get(noun, text.camel(noun))
    return f"{{@code {known}.{mixed(verb)}}}" if verb else f"{{@code {mixed(noun)}}}"


def javadoc(comment, headers):
    """A comment's text as HTML, a line for each paragraph."""
    said = html.escape(text.sentence(comment), quote=False)
    for mark in "\\@{}":
        said = said.replace(mark, f"&#{ord(mark)};")
    said = said.replace("*/", "*&#47;")
    said = re.sub(r"`([^`]*)`", r"<code>\1</code>", said)
    spelled = {value.constant: f"{{@link {text.camel(enum.name)}#{value.name}}}"
               for enum in headers.enums for value in enum.values}
    said = re.sub(r"CNNVIZ_[A-Z0-9_]+", lambda m: spelled.get(m.group(), m.group()), said)
    said = re.sub(r"\bcnnviz_([a-z_]+)(\(\))?", method, said)
    parts = re.split(r" (?=(?:Tensors?|Images|Document|Errors)\b[^.:]{0,30}:)", said)
    status = next(enum for enum in headers.enums if enum.name == "status")
    names = {value.name: f"{{@link {text.camel(value.name)}Exception}}" for value in status.values[1:]}
    return [re.sub(r"\b[A-Z_]{2,}\b", lambda m: names.get(m.group(), m.group()), part)
            if part.startswith("Errors") else part for part in parts]


def comment_lines(comment, headers, indent="", tags=()):
    parts = javadoc(comment, headers) if comment else []
    if not parts and not tags:
        return []
    alone = f"{indent}/** {' '.join(parts)} */"
    if len(parts) == 1 and not tags and len(alone) <= 100:
        return [alone]
    lines = [f"{indent}/**"]
    for number, part in enumerate(parts):
        lines += text.wrap(("<p>" if number else "") + part, f"{indent} * ", f"{indent} * ")
    for tag in tags:
        lines += text.wrap(tag, f"{indent} * ", f"{indent} *     ")
    return [*lines, f"{indent} */"]


def java_type(field, headers):
    if field.name in text.FLAGS:
        return "boolean"
    enums = {f"cnnviz_{enum.name}": text.camel(enum.name) for enum in headers.enums}
    return enums.get(field.type) or NUMBERS[field.type]


def read_field(field, kind, struct):
    value = f"Native.cnnviz_{struct.name}_{field.name}_get(made)"
    return {"boolean": f"{value} != 0"}.get(kind) or (
        value if kind in NUMBERS.values() else f"{kind}.of({value})")


def write_enum(enum, headers):
    name = text.camel(enum.name)
    out = comment_lines(enum.comment, headers) + [f"public enum {name} {{"]
    for value in enum.values:
        out += comment_lines(value.comment, headers, "  ")
        last = ";" if value is enum.values[-1] else ","
        out.append(f"  {value.name}({value.number}){last}")
    out.append(f"""
  final int number;

  {name}(int number) {{
    this.number = number;
  }}

  static {name} of(int number) {{
    for ({name} value : values()) {{
      if (value.number == number) {{
        return value;
      }}
    }}
    throw new AssertionError("no {name} is " + number);
  }}
}}""")
    return HEAD + "\n".join(out) + "\n"


def write_errors(headers):
    status = next(enum for enum in headers.enums if enum.name == "status")
    failures = [value for value in status.values if value.name != "OK"]
    cases = "\n".join(f"      case {value.name} -> new {text.camel(value.name)}Exception(said);"
                      for value in failures)
    files = {"CnnvizException": HEAD + f"""\
import java.nio.charset.StandardCharsets;

/**
 * What every failed call throws, one type for each status, with the library's message: what was wrong,
 * what was given, what is allowed.
 */
public abstract class CnnvizException extends RuntimeException {{
  private static final long serialVersionUID = 1;
  private final Status status;

  CnnvizException(Status status, String message) {{
    super(message);
    this.status = status;
  }}

  /** {{@return the status that this type stands for}} */
  public Status status() {{
    return status;
  }}

  /** Called by native code, in the call that failed. */
  static CnnvizException of(int status, byte[] message) {{
    String said = new String(message, StandardCharsets.UTF_8);
    return switch (Status.of(status)) {{
      case OK -> new InternalException(said);
{cases}
    }};
  }}
}}
"""}
    for value in failures:
        name = f"{text.camel(value.name)}Exception"
        out = comment_lines(text.remark(value), headers)
        out.append(f"""public final class {name} extends CnnvizException {{
  private static final long serialVersionUID = 1;

  {name}(String message) {{
    super(Status.{value.name}, message);
  }}
}}""")
        files[name] = HEAD + "\n".join(out) + "\n"
    return files


def write_options(struct, headers):
    name, native = text.camel(struct.name), f"cnnviz_{struct.name}"
    fields = [(f, mixed(f.name), java_type(f, headers)) for f in struct.fields]
    about = struct.comment or "Options; what is not set has the library's default."
    out = comment_lines(about, headers)
    out.append(f"public final class {name} extends Options {{")
    out += [f"  private {kind} {own};" for _, own, kind in fields]
    out.append(f"""
  /** Begins with the library's defaults. */
  public {name}() {{
    long made = Native.new_{native}();
    try {{
      read(made);
    }} finally {{
      free(made);
    }}
  }}
""")
    if struct.name in headers.presets():
        preset = next(f for f in headers.functions if f.name == f"{native}_preset")
        out += comment_lines(preset.comment.split("Errors:")[0], headers, "  ",
                             ["@param name the preset", "@return its options"])
        out.append(f"""  public static {name} preset(String name) {{
    {name} options = new {name}();
    long made = Native.new_{native}();
    try {{
      Native.{native}_use_preset(made, name);
      options.read(made);
    }} finally {{
      options.free(made);
    }}
    return options;
  }}
""")
    above = ""
    for field, own, kind in fields:
        above = f"{{@code {own}}}" if field.comment else above
        out += (comment_lines(text.said(field), headers, "  ") if field.comment
                else [f"  /** As {above}. */"])
        value = own if kind in (*NUMBERS.values(), "boolean") else f"Objects.requireNonNull({own}, \"{own}\")"
        out.append(f"""  public {name} {own}({kind} {own}) {{
    this.{own} = {value};
    return this;
  }}

  /** {{@return what is set}} */
  public {kind} {own}() {{
    return {own};
  }}
""")
    out.append("  private void read(long made) {")
    out += [f"    {own} = {read_field(f, kind, struct)};" for f, own, kind in fields]
    out.append(f"  }}\n\n  @Override\n  long make() {{\n    long made = Native.new_{native}();")
    for field, own, kind in fields:
        given = (f"{own} ? 1 : 0" if kind == "boolean" else own if kind in NUMBERS.values()
                 else f"{own}.number")
        out.append(f"    Native.{native}_{field.name}_set(made, {given});")
    out.append(f"    return made;\n  }}\n\n  @Override\n  void free(long made) {{\n"
               f"    Native.delete_{native}(made);\n  }}\n}}")
    body = "\n".join(out) + "\n"
    return HEAD + ("import java.util.Objects;\n\n" if "Objects." in body else "") + body


def write_record(struct, headers):
    name, native = text.camel(struct.name), f"cnnviz_{struct.name}"
    fields = [(f, mixed(f.name), java_type(f, headers)) for f in struct.fields]
    tags = [f"@param {own} " + (" ".join(javadoc(text.said(f), headers)) or "likewise")
            for f, own, _ in fields]
    out = comment_lines(struct.comment or "What was measured.", headers, tags=tags)
    out.append(f"public record {name}(" + ", ".join(f"{kind} {own}" for _, own, kind in fields) + ") {")
    out[-1] = "\n".join(text.wrap(out[-1], "", "    "))
    out.append(f"  static {name} take(long made) {{\n    try {{\n      return new {name}(")
    out += [f"          {read_field(f, kind, struct)}{',' if f is not fields[-1][0] else ');'}"
            for f, own, kind in fields]
    out.append(f"    }} finally {{\n      Native.delete_{native}(made);\n    }}\n  }}\n}}")
    return HEAD + "\n".join(out) + "\n"


def with_comments(source, headers):
    """The comments below lines `// C: cnnviz_function` written anew."""
    functions = {function.name: function for function in headers.functions}

    def comment(match):
        indent, name = match.group(1), match.group(2)
        lines = comment_lines(functions[name].comment, headers, indent)
        return "\n".join([f"{indent}// C: {name}", *lines]) + "\n"

    return re.sub(r"^( *)// C: (\w+)\n(?: */\*\*.*?\*/\n)?", comment, source, flags=re.S | re.M)


def write(headers):
    files = {text.camel(enum.name): write_enum(enum, headers) for enum in headers.enums}
    files |= write_errors(headers)
    for struct in headers.structs:
        put = write_options if struct.is_options else write_record
        files[text.camel(struct.name)] = put(struct, headers)
    for path in sorted((ROOT / FOLDER).glob("*.java")):
        if path.stem not in files:
            files[path.stem] = with_comments(path.read_text(encoding="utf-8"), headers)
    return {f"{FOLDER}/{name}.java": source for name, source in files.items()}
