#!/usr/bin/env python3
"""The rules of the public headers that a compiler does not check, so that every language can bind
them:

- no identifier is a keyword of C++, Java, C# or Python, nor a name that their objects reserve; nor
  is what is left of a function's name without cnnviz_<noun>_;
- functions and types begin with cnnviz_, constants and macros with CNNVIZ_;
- parameters and fields have fixed-width types (no bool, size_t, long, bit-field, FILE, function
  pointer, variadic);
- structs that cross the boundary begin with struct_size and hold numbers only;
- every enum's values are given, and it ends with its 32-bit filler;
- every function has a comment, its own or that of the group it stands in.

Usage: check_names.py FOLDER_OF_HEADERS
"""
import pathlib
import re
import sys

C_WORDS = set("""
    auto break case char const continue default do double else enum extern float for goto if
    inline int long register restrict return short signed sizeof static struct switch typedef
    union unsigned void volatile while
""".split())
CXX = set("""
    alignas alignof and and_eq asm bitand bitor bool catch char8_t char16_t char32_t class compl
    concept consteval constexpr constinit const_cast co_await co_return co_yield decltype delete
    dynamic_cast explicit export false friend mutable namespace new noexcept not not_eq nullptr
    operator or or_eq private protected public reinterpret_cast requires static_assert
    static_cast template this thread_local throw true try typeid typename using virtual wchar_t
    xor xor_eq
""".split())
JAVA = set("""
    abstract assert boolean byte catch class extends final finally implements import instanceof
    interface native new null package private protected public strictfp super synchronized this
    throw throws transient try true false var yield record sealed permits
""".split())
CSHARP = set("""
    abstract as base bool byte catch checked class decimal delegate event explicit false finally
    fixed foreach implicit in interface internal is lock namespace new null object operator out
    override params private protected public readonly ref sbyte sealed stackalloc string this
    throw true try typeof uint ulong unchecked unsafe ushort using virtual
""".split())
PYTHON = set("""
    False None True and as assert async await class def del elif except finally from global
    import in is lambda nonlocal not or pass raise try with yield
""".split())
RESERVED = set("""
    wait notify notifyAll clone finalize toString getClass hashCode equals dispose params out in
    lambda operator
""".split())
FORBIDDEN = (CXX | JAVA | CSHARP | PYTHON | RESERVED) - C_WORDS

FIXED = {"int32_t", "int64_t", "uint32_t", "uint8_t", "float", "double", "char", "void"}


def without_comments(text):
    return re.sub(r"/\*.*?\*/", lambda m: " " + "\n" * m.group().count("\n"), text, flags=re.S)


def code_of(text):
    """The declarations: no comments, no preprocessor lines, no `extern "C"`."""
    lines = without_comments(text).split("\n")
    code, continued = [], False
    for line in lines:
        if continued or line.lstrip().startswith("#"):
            continued = line.rstrip().endswith("\\")
            line = ""
        code.append(line)
    return re.sub(r'extern "C" \{', "", "\n".join(code))


def check_type(words, where):
    """`words` is a declaration like "const cnnviz_image * image"."""
    base = [w for w in re.findall(r"\w+", words) if w not in ("const", "struct", "enum")]
    if not base:
        return
    if base[0] not in FIXED and not base[0].startswith("cnnviz_"):
        yield f"{where}: the type {base[0]} is not of fixed width"


def check_function(name, returned, parameters):
    if not name.startswith("cnnviz_"):
        yield f"the function {name} does not begin with cnnviz_"
    yield from check_type(returned, name)
    verb = name.removeprefix("cnnviz_").split("_", 1)[-1]
    if verb in FORBIDDEN:
        yield f"{name}: \"{verb}\" is taken in some language"
    if "..." in parameters or "(" in parameters:
        yield f"{name}: variadic, or takes a function"
    for parameter in parameters.split(","):
        if parameter.strip() != "void":
            yield from check_type(parameter, name)
            if "[" in parameter:
                yield f"{name}: an array parameter ({parameter.strip()})"


def check_struct(name, body):
    fields = [f.strip() for f in body.split(";") if f.strip()]
    if not fields or fields[0] != "uint32_t struct_size":
        yield f"{name} does not begin with uint32_t struct_size"
    for field in fields:
        yield from check_type(field, name)
        if re.search(r"[*:\[(]", field):
            yield f"{name}: {field} is no plain number"


def check_enum(name, body):
    values = [v.strip() for v in body.split(",") if v.strip()]
    prefix = name.upper() + "_"
    for value in values:
        if "=" not in value:
            yield f"{name}: {value} has no number"
        if not value.startswith(prefix):
            yield f"{name}: {value} does not begin with {prefix}"
    if not values or values[-1] != f"{prefix}ENUM_INT32 = CNNVIZ_ENUM_INT32":
        yield f"{name} does not end with {prefix}ENUM_INT32 = CNNVIZ_ENUM_INT32"


def check_comments(text):
    """A function without a comment may only follow a declaration, in a group that has one."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if not line.startswith("CNNVIZ_API"):
            continue
        above = i - 1
        while above >= 0 and lines[above].strip() and not lines[above].rstrip().endswith("*/"):
            above -= 1
        lifetime = re.search(r"_(free|share|create)\(", lines[i - 1] + line)
        if not lines[above].strip() and not lifetime:
            yield f"no comment: {line.strip()}"


def main():
    problems, functions = [], 0
    for header in sorted(pathlib.Path(sys.argv[1]).glob("*.h")):
        text = header.read_text(encoding="utf-8")
        code = code_of(text)
        for word in sorted(set(re.findall(r"[A-Za-z_]\w*", code)) & FORBIDDEN):
            problems.append(f"{header.name}: {word} is a keyword or reserved in some language")
        for kind, tag, body, name in re.findall(
                r"typedef (struct|enum) (\w+) \{(.*?)\} (\w+);", code, flags=re.S):
            check = check_struct if kind == "struct" else check_enum
            problems += [f"{header.name}: {p}" for p in check(name, body)]
            if tag != name:
                problems.append(f"{header.name}: {tag} and {name} differ")
        for returned, name, parameters in re.findall(
                r"CNNVIZ_API\s+([^;()]*?)\b(\w+)\(([^;]*)\);", code):
            functions += 1
            problems += [f"{header.name}: {p}" for p in check_function(name, returned, parameters)]
        for macro in re.findall(r"^#\s*define (\w+)", text, flags=re.M):
            if not macro.startswith("CNNVIZ_"):
                problems.append(f"{header.name}: the macro {macro} does not begin with CNNVIZ_")
        problems += [f"{header.name}: {p}" for p in check_comments(text)]
    for problem in problems:
        print(problem)
    print(f"{functions} functions, {len(problems)} problems")
    return 1 if problems or functions < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
