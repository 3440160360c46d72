/* The native module `cnnviz._native`; the rest of the package is written over it in Python. */
%module(package="cnnviz") _native
%include "arrays.i"
%include "../swig/cnnviz.i"
