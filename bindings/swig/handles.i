/* A handle is an object without fields whose destructor is the library's. Freeing cannot fail, and
 * leaves the message of the last failure alone. */
%define CNNVIZ_HANDLE(NOUN)
%nodefaultctor cnnviz_##NOUN;
typedef struct cnnviz_##NOUN {
} cnnviz_##NOUN;
%extend cnnviz_##NOUN {
  ~cnnviz_##NOUN() { cnnviz_##NOUN##_free($self); }
}
%enddef
