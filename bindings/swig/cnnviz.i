/* The one description of the C interface that all bindings share. A language's own file sets the
 * module, includes its buffers, and then this:
 *
 *   %module(package="cnnviz") _native
 *   %include "arrays.i"             how arrays pass; defines CNNVIZ_CALL, how a failure is thrown
 *   %include "../swig/cnnviz.i"
 *
 * The C headers' functions, enumerations and options come from generated/, which
 * `python3 bindings/generate` writes: a new function or option needs nothing more here. */
%{
#include <cnnviz/cnnviz.h>
#include <stdlib.h>
%}

%include <stdint.i>

/* Fields and destructors cannot fail; each handle frees itself. */
%include "handles.i"
%include "generated/handles.i"
%include "generated/types.i"
/* Functions can: status and message are read in the native call that failed, on its thread. */
%include "errors.i"
%include "generated/functions.i"
