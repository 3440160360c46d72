/* C#: a handle is a SafeHandle, which the runtime keeps alive while a call runs; texts pass as UTF-8,
 * numbers as an address and a count. The classes that users see are written over this, in src. */
%header %{
#include <cnnviz/cnnviz.h>
#include <stdlib.h>
#include <string.h>

/* Sets the exception of the last failure, to be thrown once the call has returned. */
typedef void(SWIGSTDCALL* cnnviz_thrower)(int status, const char* message);
static cnnviz_thrower cnnviz_throw = NULL;

SWIGEXPORT void SWIGSTDCALL cnnviz_csharp_set_thrower(cnnviz_thrower thrower) {
  cnnviz_throw = thrower;
}

/* A text that is the caller's: whoever owns the original may free it as soon as the call returns. */
static char* cnnviz_copied(const char* text) {
  const size_t size = text == NULL ? 0 : strlen(text) + 1;
  char* copy = text == NULL ? NULL : (char*)malloc(size);
  if (copy != NULL) memcpy(copy, text, size);
  return copy;
}
%}
%pragma(csharp) imclasscode=%{
  static NativePINVOKE() {
    NativeLibrary.Load();
    SetThrower();
  }

  /// A method of its own, since Mono looks for native functions when it compiles what calls them.
  [global::System.Runtime.CompilerServices.MethodImpl(
      global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
  private static void SetThrower() {
    cnnviz_csharp_set_thrower(SWIGPendingException.Thrower);
  }

  [global::System.Runtime.InteropServices.DllImport("$dllimport")]
  private static extern void cnnviz_csharp_set_thrower(SWIGPendingException.Throw thrower);

  /// <summary>What the call that runs on this thread has failed with.</summary>
  internal static class SWIGPendingException {
    internal delegate void Throw(int status, global::System.IntPtr message);

    /// Held here: native code calls it as long as the process lives.
    internal static readonly Throw Thrower = Set;

    [global::System.ThreadStatic]
    private static global::System.Exception pending;

    internal static bool Pending {
      get { return pending != null; }
    }

    internal static global::System.Exception Retrieve() {
      global::System.Exception failure = pending;
      pending = null;
      return failure;
    }

    private static void Set(int status, global::System.IntPtr message) {
      pending = CnnvizException.Of(status, Text.String(message));
    }
  }
%}

/* A class with such a constructor is not inlined into others before it has run. */
%pragma(csharp) modulecode=%{
  static Native() {
    NativeLibrary.Load();
  }
%}

/* Nothing is skipped after a failure: what was lent is given back, and then the exception is thrown. */
#define CNNVIZ_CALL(action) \
  action \
  if (cnnviz_last_status() != CNNVIZ_STATUS_OK) cnnviz_throw((int)cnnviz_last_status(), cnnviz_last_error());

/* Enumerations are numbers here; src has the real ones. */
%include "enumsimple.swg"
%rename("$ignore", %$isenumitem) "";

/* C's long has 64 bits here, which SWIG would make an int. */
%apply long long { int64_t };  // and -DSWIGWORDSIZE64 says so, that pointers are right
%apply int { int32_t };

/* What a SafeHandle of that class passes, as an argument and as what a call makes. A destructor, which
 * that class calls, takes the address itself. */
%define CNNVIZ_SAFE_HANDLE(TYPE, CLASS)
%typemap(imtype) TYPE* "CLASS"
%typemap(cstype) TYPE* "CLASS"
%typemap(csin) TYPE* "$csinput"
%typemap(csout, excode=SWIGEXCODE) TYPE* {
    CLASS made = $imcall;$excode
    return made;
  }
%enddef
/* Options and what the library fills: memory that `release` frees. */
CNNVIZ_SAFE_HANDLE(SWIGTYPE, MemoryHandle)
%define CNNVIZ_HANDLE_TYPE(NOUN, CLASS)
CNNVIZ_SAFE_HANDLE(cnnviz_##NOUN, CLASS)
%typemap(imtype) struct cnnviz_##NOUN* self "global::System.IntPtr"
%typemap(cstype) struct cnnviz_##NOUN* self "global::System.IntPtr"
%enddef

%define CNNVIZ_ADDRESS(TYPE)
%typemap(imtype) TYPE* "global::System.IntPtr"
%typemap(cstype) TYPE* "global::System.IntPtr"
%typemap(csin) TYPE* "$csinput"
%typemap(csout, excode=SWIGEXCODE) TYPE* {
    global::System.IntPtr address = $imcall;$excode
    return address;
  }
%enddef
CNNVIZ_ADDRESS(float)
CNNVIZ_ADDRESS(int64_t)
CNNVIZ_ADDRESS(uint8_t)
CNNVIZ_ADDRESS(void)

%typemap(ctype) const char* "void *"
%typemap(imtype, out="MemoryHandle") const char* "byte[]"
%typemap(cstype) const char* "string"
%typemap(csin) const char* "Text.Bytes($csinput)"
%typemap(in) const char* %{ $1 = ($1_ltype)$input; %}
%typemap(freearg) const char* ""
%typemap(out) const char* %{ $result = cnnviz_copied($1); %}
%typemap(csout, excode=SWIGEXCODE) const char* {
    string text = Text.Take($imcall);$excode
    return text;
  }

%inline %{
static void release(void* memory) {
  free(memory);
}
%}
