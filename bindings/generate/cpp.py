"""The C++ header's enumerations, exception types and options."""
import text

HEAD = """\
/* {what}
 * Written by bindings/generate from the C headers: change those. */
#ifndef CNNVIZ_CPP_{guard}_HPP
#define CNNVIZ_CPP_{guard}_HPP
// clang-format off

#include <cnnviz/cnnviz.h>
{includes}
namespace cnnviz {{
"""
TAIL = "\n}  // namespace cnnviz\n// clang-format on\n#endif\n"


def spell(enum, value):
    return f"{text.camel(enum.name)}::{text.camel(value.name)}"


def comment_lines(comment, headers, indent):
    if not comment:
        return []
    line = text.sentence(text.constants(comment, headers.enums, spell))
    return text.wrap(line, f"{indent}/* ", f"{indent} * ", " */")


def write_enums(headers):
    out = [HEAD.format(what="Enumerations.", guard="ENUMS", includes="")]
    for enum in headers.enums:
        out += comment_lines(enum.comment, headers, "")
        out.append(f"enum class {text.camel(enum.name)} : int32_t {{")
        for value in enum.values:
            out += comment_lines(value.comment, headers, "  ")
            out.append(f"  {text.camel(value.name)} = {value.constant},")
        out.append("};\n")
    return "\n".join(out).rstrip("\n") + "\n" + TAIL


def write_errors(headers):
    status = next(enum for enum in headers.enums if enum.name == "status")
    failures = [value for value in status.values if value.name != "OK"]
    out = [HEAD.format(what="Exceptions: one type for each status.", guard="ERRORS",
                       includes="#include <cnnviz/cpp/enums.hpp>\n\n#include <stdexcept>\n")]
    out.append("""\
/* What every failed call throws: the library's message, which says what was wrong, what was given
 * and what is allowed. */
class Error : public std::runtime_error {
 public:
  Error(Status status, const char* message) : std::runtime_error(message), status_(status) {}
  [[nodiscard]] Status status() const noexcept { return status_; }

 private:
  Status status_;
};
""")
    for value in failures:
        name = text.camel(value.name)
        out += text.wrap(text.remark(value), "/* ", " * ", " */")
        out.append(f"class {name}Error : public Error {{")
        out.append(" public:")
        out.append(f"  explicit {name}Error(const char* message) : Error(Status::{name}, message) {{}}")
        out.append("};")
    out.append("\nnamespace detail {\n")
    out.append("[[noreturn]] inline void raise(cnnviz_status status, const char* message) {")
    out.append("  switch (static_cast<Status>(status)) {")
    out.append("    case Status::Ok:\n      break;")
    for value in failures:
        name = text.camel(value.name)
        out.append(f"    case Status::{name}:\n      throw {name}Error(message);")
    out.append("  }")
    out.append("  throw Error(static_cast<Status>(status), message);")
    out.append("}\n\n}  // namespace detail")
    return "\n".join(out) + "\n" + TAIL


def write_options(headers):
    enums = {f"cnnviz_{enum.name}": text.camel(enum.name) for enum in headers.enums}
    out = [HEAD.format(what="Options, their values the library's defaults.", guard="OPTIONS",
                       includes="#include <cnnviz/cpp/defaults.hpp>\n"
                                "#include <cnnviz/cpp/enums.hpp>\n")]
    for struct in headers.structs:
        if not struct.is_options:
            continue
        native = f"cnnviz_{struct.name}"
        name = text.camel(struct.name)
        preset = struct.name in headers.presets()
        out.append(f"template <>\ninline constexpr auto detail::initializer<{native}> =\n"
                   f"    &{native}_init;\n")
        out += comment_lines(struct.comment, headers, "")
        out.append(f"struct {name} {{")
        out.append(f"  using Native = {native};")
        out.append("  uint32_t struct_size = sizeof(Native);")
        for field in struct.all_fields:
            if field.name == "struct_size":
                continue
            out += comment_lines(field.comment, headers, "  ")
            kind = enums.get(field.type, field.type)
            out.append(f"  {kind} {field.name} = detail::initial<{kind}>(&Native::{field.name});")
        if preset:
            out.append(f"\n  /* The published numbers of a preset; {native}_preset() has the names. */")
            out.append(f"  [[nodiscard]] static {name} preset(const char* preset_name);")
        out.append("};")
        if preset:
            out.append(f"inline {name} {name}::preset(const char* preset_name) {{")
            out.append("  Native native{};")
            out.append(f"  detail::check({native}_preset(&native, sizeof native, preset_name));")
            out.append(f"  return std::bit_cast<{name}>(native);")
            out.append("}")
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n" + TAIL


def write(headers):
    folder = "include/cnnviz/cpp"
    return {f"{folder}/enums.hpp": write_enums(headers),
            f"{folder}/errors.hpp": write_errors(headers),
            f"{folder}/options.hpp": write_options(headers)}
