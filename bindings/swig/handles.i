/* A handle is an object without fields whose destructor is the library's. Freeing cannot fail, and
 * leaves the message of the last failure alone. A language may have a type of its own for each:
 * CNNVIZ_HANDLE_TYPE. */
#ifndef CNNVIZ_HANDLE_TYPE
%define CNNVIZ_HANDLE_TYPE(NOUN, CLASS)
%enddef
#endif
%define CNNVIZ_HANDLE(NOUN, CLASS)
CNNVIZ_HANDLE_TYPE(NOUN, CLASS)
%nodefaultctor cnnviz_##NOUN;
typedef struct cnnviz_##NOUN {
} cnnviz_##NOUN;
%extend cnnviz_##NOUN {
  ~cnnviz_##NOUN() { cnnviz_##NOUN##_free($self); }
}
%enddef
