/* Python: arrays pass through the buffer protocol (NumPy arrays, bytes, memoryview) without copies;
 * pointers to numbers come back as addresses. The interpreter's lock is free while a call runs. */
%begin %{
#include <cnnviz/cnnviz.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
%}
%header %{
/* Raises the exception of the last failure; _errors.py has the types. */
static void cnnviz_raise(int status, const char* message) {
  PyObject* module = PyImport_ImportModule("cnnviz._errors");
  PyObject* types = module ? PyObject_GetAttrString(module, "ERRORS") : NULL;
  PyObject* number = types ? PyLong_FromLong(status) : NULL;
  PyObject* type = number ? PyObject_GetItem(types, number) : NULL;
  PyObject* text = type ? PyUnicode_DecodeUTF8(message, (Py_ssize_t)strlen(message), "replace") : NULL;
  if (text != NULL) PyErr_SetObject(type, text);
  Py_XDECREF(text);
  Py_XDECREF(type);
  Py_XDECREF(number);
  Py_XDECREF(types);
  Py_XDECREF(module);
}

/* A text or a path: str (bytes that are no UTF-8 as the system's names have them), bytes, None. */
static const char* cnnviz_text(PyObject* object, PyObject** held) {
  char* text = NULL;
  if (object == Py_None) return NULL;
  if (PyUnicode_Check(object)) {
    *held = PyUnicode_AsEncodedString(object, "utf-8", "surrogateescape");
  } else if (PyBytes_Check(object)) {
    Py_INCREF(object);
    *held = object;
  } else {
    PyErr_SetString(PyExc_TypeError, "a text is needed: str, bytes or None");
  }
  if (*held != NULL) PyBytes_AsStringAndSize(*held, &text, NULL);
  return text;
}

/* A contiguous buffer of elements of that size and kind ('f': float, 'i': integers, 'B': bytes). */
static int cnnviz_buffer(PyObject* object, Py_buffer* view, Py_ssize_t item, char kind,
                         int writable) {
  const char* format;
  int fits;
  if (PyObject_GetBuffer(object, view,
                         PyBUF_C_CONTIGUOUS | PyBUF_FORMAT | (writable ? PyBUF_WRITABLE : 0)) < 0) {
    view->obj = NULL;
    return -1;
  }
  format = view->format != NULL ? view->format : "B";
  if (strchr("@=<", format[0]) != NULL && format[0] != '\0') ++format;
  fits = view->itemsize == item && format[0] != '\0' && format[1] == '\0' &&
         strchr(kind == 'f' ? "f" : kind == 'i' ? "lq" : "Bbc?", format[0]) != NULL;
  if (!fits) {
    PyErr_Format(PyExc_TypeError, "a buffer of %s is needed, not of format '%s'",
                 kind == 'f' ? "float32" : kind == 'i' ? "int64" : "bytes",
                 view->format != NULL ? view->format : "B");
    PyBuffer_Release(view);
    view->obj = NULL;
    return -1;
  }
  return 0;
}

/* A whole number: int, bool, NumPy's integers. `name`: the parameter's or the field's. */
static int cnnviz_whole(PyObject* object, const char* name, long long low, long long high,
                        long long* number) {
  PyObject* whole = PyNumber_Index(object);
  char message[200];
  int overflow = 0;
  if (whole == NULL) {
    PyErr_Format(PyExc_TypeError, "%s must be a whole number, not %R", name, object);
    return -1;
  }
  *number = PyLong_AsLongLongAndOverflow(whole, &overflow);
  Py_DECREF(whole);
  if (overflow == 0 && PyErr_Occurred()) return -1;
  if (overflow == 0 && *number >= low && *number <= high) return 0;
  snprintf(message, sizeof message, "%s is too %s: it must be in %lld to %lld", name,
           overflow > 0 || (overflow == 0 && *number > high) ? "large" : "small", low, high);
  cnnviz_raise(CNNVIZ_STATUS_INVALID_ARGUMENT, message);
  return -1;
}

/* Ctrl-C, and a notebook's stop: Python's own handler only sets a flag that nobody looks at before
 * the call has returned, so while one runs on the main thread a handler around it cancels the job as
 * well. Only where Ctrl-C means KeyboardInterrupt; programs with a handler of their own decide for
 * themselves. */
static struct sigaction cnnviz_before;
static cnnviz_job* volatile cnnviz_running;
static volatile int cnnviz_handlers; /* that run now, on any thread */
static volatile sig_atomic_t cnnviz_stopped;
/* Not through the linker's lazy binding, which a handler may interrupt. */
static cnnviz_status (*const volatile cnnviz_cancel)(cnnviz_job*) = cnnviz_job_cancel;

static void cnnviz_on_interrupt(int number) {
  const int error = errno;
  cnnviz_job* job;
  __sync_fetch_and_add(&cnnviz_handlers, 1);
  __sync_synchronize();
  job = cnnviz_running;
  if (job != NULL) cnnviz_cancel(job);
  cnnviz_stopped = 1;
  __sync_fetch_and_sub(&cnnviz_handlers, 1);
  cnnviz_before.sa_handler(number);
  errno = error;
}

/* Whether SIGINT raises KeyboardInterrupt. */
static int cnnviz_interrupts_raise(void) {
  PyObject* module = PyImport_ImportModule("signal");
  PyObject* now = module ? PyObject_CallMethod(module, "getsignal", "i", SIGINT) : NULL;
  PyObject* usual = module ? PyObject_GetAttrString(module, "default_int_handler") : NULL;
  const int same = now != NULL && now == usual;
  PyErr_Clear();
  Py_XDECREF(usual);
  Py_XDECREF(now);
  Py_XDECREF(module);
  return same;
}

/* The job of a call from now on: the caller's, else one for Ctrl-C alone, kept until it is used up. */
static cnnviz_job* cnnviz_interrupt_begin(cnnviz_job* job, int* watched) {
  static cnnviz_job* own;
  struct sigaction action;
  if (syscall(SYS_gettid) != getpid() || !cnnviz_interrupts_raise()) return job;
  if (own != NULL && cnnviz_job_cancelled(own) != 0) {
    cnnviz_job_free(own);
    own = NULL;
  }
  if (job == NULL && own == NULL && cnnviz_job_create(&own) != CNNVIZ_STATUS_OK) return NULL;
  if (job == NULL) job = own;
  if (sigaction(SIGINT, NULL, &cnnviz_before) != 0 || cnnviz_before.sa_handler == SIG_DFL ||
      cnnviz_before.sa_handler == SIG_IGN || (cnnviz_before.sa_flags & SA_SIGINFO) != 0)
    return job;
  action = cnnviz_before;
  action.sa_handler = cnnviz_on_interrupt;
  cnnviz_stopped = 0;
  cnnviz_running = job;
  __sync_synchronize();
  *watched = sigaction(SIGINT, &action, NULL) == 0;
  return job;
}

/* The job may go after this. A call that was stopped raises KeyboardInterrupt, not CancelledError. */
static void cnnviz_interrupt_end(int watched) {
  PyObject *type, *value, *trace;
  if (!watched) return;
  cnnviz_running = NULL;
  __sync_synchronize();
  sigaction(SIGINT, &cnnviz_before, NULL);
  while (cnnviz_handlers != 0) sched_yield();
  if (!cnnviz_stopped || !PyErr_Occurred()) return;
  PyErr_Fetch(&type, &value, &trace);
  if (PyErr_CheckSignals() == 0) {
    PyErr_Restore(type, value, trace);
    return;
  }
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(trace);
}
%}

#define CNNVIZ_CALL(action) \
  Py_BEGIN_ALLOW_THREADS \
  action \
  Py_END_ALLOW_THREADS \
  if (cnnviz_last_status() != CNNVIZ_STATUS_OK) { \
    cnnviz_raise(cnnviz_last_status(), cnnviz_last_error()); \
    SWIG_fail; \
  }

%typemap(in) const char* (PyObject* held = NULL) {
  $1 = ($1_ltype)cnnviz_text($input, &held);
  if (PyErr_Occurred()) SWIG_fail;
}
%typemap(freearg) const char* {
  Py_XDECREF(held$argnum);
}

%define CNNVIZ_BUFFER(TYPE, NAME, COUNT, KIND, WRITABLE)
%typemap(in) (TYPE* NAME, int64_t COUNT) (Py_buffer view) {
  view.obj = NULL;
  if (cnnviz_buffer($input, &view, sizeof(TYPE), KIND, WRITABLE) < 0) SWIG_fail;
  $1 = ($1_ltype)view.buf;
  $2 = (int64_t)(view.len / view.itemsize);
}
%typemap(freearg) (TYPE* NAME, int64_t COUNT) {
  if (view$argnum.obj != NULL) PyBuffer_Release(&view$argnum);
}
%enddef
CNNVIZ_BUFFER(const float, values, count, 'f', 0)
CNNVIZ_BUFFER(const int64_t, values, count, 'i', 0)
CNNVIZ_BUFFER(float, values, count, 'f', 1)
CNNVIZ_BUFFER(int64_t, values, count, 'i', 1)
CNNVIZ_BUFFER(const uint8_t, bytes, length, 'B', 0)
CNNVIZ_BUFFER(const uint8_t, data, length, 'B', 0)
CNNVIZ_BUFFER(const uint8_t, pixels, length, 'B', 0)
CNNVIZ_BUFFER(uint8_t, pixels, length, 'B', 1)
CNNVIZ_BUFFER(uint8_t, buffer, length, 'B', 1)

/* Extents: a sequence of up to 8 numbers; longer ones are cut off, and the library says what it
 * thinks of rank 9. */
%typemap(in) (const int64_t* shape, int32_t rank) (int64_t extents[9]) {
  Py_ssize_t i, count = PySequence_Size($input);
  if (count < 0) SWIG_fail;
  if (count > 9) count = 9;
  for (i = 0; i < count; ++i) {
    PyObject* item = PySequence_GetItem($input, i);
    extents[i] = item ? PyLong_AsLongLong(item) : -1;
    Py_XDECREF(item);
    if (PyErr_Occurred()) SWIG_fail;
  }
  $1 = extents;
  $2 = (int32_t)count;
}

%define CNNVIZ_WHOLE(TYPE, LOW, HIGH)
%typemap(in) TYPE (long long number) {
  if (cnnviz_whole($input, "$1_name", LOW, HIGH, &number) < 0) SWIG_fail;
  $1 = ($1_ltype)number;
}
%enddef
CNNVIZ_WHOLE(int32_t, INT32_MIN, INT32_MAX)
CNNVIZ_WHOLE(uint32_t, 0, UINT32_MAX)
CNNVIZ_WHOLE(int64_t, INT64_MIN, INT64_MAX)
%typemap(in) double {
  $1 = PyFloat_AsDouble($input);
  if (PyErr_Occurred()) {
    PyErr_Format(PyExc_TypeError, "$1_name must be a number, not %R", $input);
    SWIG_fail;
  }
}

/* Of the calls that take a job: cancelling one is none that waits. */
%typemap(in) cnnviz_job* job (void* pointer, int watched = 0) {
  if (!SWIG_IsOK(SWIG_ConvertPtr($input, &pointer, $1_descriptor, 0))) {
    SWIG_exception_fail(SWIG_TypeError, "job must be a job or None");
  }
  $1 = (cnnviz_job*)pointer;
  if (strcmp("$symname", "job_cancel") != 0) $1 = cnnviz_interrupt_begin($1, &watched);
}
%typemap(freearg) cnnviz_job* job {
  cnnviz_interrupt_end(watched$argnum);
}
/* What is asked about a job takes it as any other handle. */
%typemap(in) const cnnviz_job* job = SWIGTYPE*;
%typemap(freearg) const cnnviz_job* job = SWIGTYPE*;

%typemap(out) const float*, const int64_t*, const uint8_t* {
  $result = PyLong_FromVoidPtr((void*)$1);
}
