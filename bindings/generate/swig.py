"""What SWIG reads: enumerations and options with their comments, and one wrapper for each function,
which returns what the C function gives through its first parameter."""
import text

HEAD = "/* {what} Written by bindings/generate from the C headers: change those. */\n"

# The wrappers read these themselves, in the call that failed.
INTERNAL = {"cnnviz_last_error", "cnnviz_last_status"}
# These leave the last failure alone, so it says nothing of them.
CANNOT_FAIL = {"cnnviz_status_name", "cnnviz_version"}


def doc(comment, headers, indent=""):
    """A comment as Doxygen reads it; < and @ mean something to it."""
    if not comment:
        return []
    line = text.sentence(comment).replace("\\", "\\\\").replace("@", "\\@").replace("<", "\\<")
    return text.wrap(line.replace("*/", "* /"), f"{indent}/** ", f"{indent} * ", " */")


def write_types(headers):
    out = [HEAD.format(what="Types.")]
    for enum in headers.enums:
        out += doc(enum.comment, headers)
        out.append(f"typedef enum cnnviz_{enum.name} {{")
        for value in enum.values:
            out += doc(value.comment, headers, "  ")
            out.append(f"  {value.constant} = {value.number},")
        out.append(f"}} cnnviz_{enum.name};\n")
    for struct in headers.structs:
        name = f"cnnviz_{struct.name}"
        out += doc(struct.comment, headers)
        out.append(f"%nodefaultctor {name};")
        out.append(f"typedef struct {name} {{")
        for field in struct.fields:
            out += doc(field.comment, headers, "  ")
            out.append(f"  {field.type} {field.name};")
        out.append(f"}} {name};")
        out.append(f"%nodefaultdtor {name};\n%extend {name} {{\n  ~{name}() {{ free($self); }}\n}}")
        if struct.is_options:
            if struct.name in headers.presets():
                out.append(f"%exception {name}::use_preset {{\n  CNNVIZ_CALL($action)\n}}")
            out.append(f"%extend {name} {{")
            out.append(f"  {name}() {{")
            out.append(f"    {name}* made = ({name}*)calloc(1, sizeof *made);")
            out.append(f"    if (made != NULL) {name}_init(made, sizeof *made);")
            out.append("    return made;")
            out.append("  }")
            if struct.name in headers.presets():
                out.append("  void use_preset(const char* preset_name) {")
                out.append(f"    {name}_preset($self, sizeof *$self, preset_name);")
                out.append("  }")
            out.append("}")
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def wrapper(function, headers):
    """(type returned, name, parameters, body, whether the caller owns what is returned)"""
    name = function.name.removeprefix("cnnviz_")
    parameters, returned = function.parameters, function.returned
    filled = {f"cnnviz_{s.name}*" for s in headers.structs if not s.is_options}
    given = ", ".join(f"{p.type} {p.name}" for p in parameters[1:])
    passed = "".join(f", {p.name}" for p in parameters[1:])
    if parameters and parameters[0].type.endswith("**"):
        made = parameters[0].type[:-1]
        body = [f"{made} made = NULL;", f"{function.name}(&made{passed});", "return made;"]
        return made, name, given, body, True
    if parameters and parameters[0].type in filled:
        made = parameters[0].type
        body = [f"{made} made = ({made})calloc(1, sizeof *made);", "if (made == NULL) return NULL;",
                "made->struct_size = sizeof *made;",
                f"if ({function.name}(made{passed}) != CNNVIZ_STATUS_OK) {{", "  free(made);",
                "  made = NULL;", "}", "return made;"]
        return made, name, given, body, True
    everything = ", ".join(f"{p.type} {p.name}" for p in parameters)
    call = f"{function.name}({', '.join(p.name for p in parameters)});"
    if returned == "cnnviz_status":
        return "void", name, everything, [call], False
    return returned, name, everything, [f"return {call}"], False


def wrapped(headers):
    for function in headers.functions:
        if (function.name not in INTERNAL
                and not function.name.endswith(("_free", "_options_init", "_options_preset"))):
            yield function


def write_functions(headers):
    out = [HEAD.format(what="Functions.")]
    for function in wrapped(headers):
        returned, name, parameters, body, owned = wrapper(function, headers)
        if owned:
            out.append(f"%newobject {name};")
        if function.name in CANNOT_FAIL:
            out.append(f"%exception {name} {{\n  $action\n}}")
        out.append("%inline %{")
        out += doc(function.comment, headers)
        out.append(f"static {returned} {name}({parameters or 'void'}) {{")
        out += [f"  {line}" for line in body]
        out.append("}\n%}\n")
    return "\n".join(out).rstrip("\n") + "\n"


def write_handles(headers):
    out = [HEAD.format(what="Handles.")]
    out += [f"CNNVIZ_HANDLE({name}, {text.camel(name)}Handle)" for name in headers.handles]
    return "\n".join(out) + "\n"


def write(headers):
    folder = "bindings/swig/generated"
    return {f"{folder}/types.i": write_types(headers),
            f"{folder}/handles.i": write_handles(headers),
            f"{folder}/functions.i": write_functions(headers)}
