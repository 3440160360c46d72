/* Python: arrays pass through the buffer protocol (NumPy arrays, bytes, memoryview) without copies;
 * pointers to numbers come back as addresses. The interpreter's lock is free while a call runs. */
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

%typemap(out) const float*, const int64_t*, const uint8_t* {
  $result = PyLong_FromVoidPtr((void*)$1);
}
