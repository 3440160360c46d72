/* The classes `Native` and `NativePINVOKE`, which only the assembly itself sees. */
%module Native
%pragma(csharp) moduleclassmodifiers="internal static class"
%pragma(csharp) imclassclassmodifiers="internal static class"
%include "arrays.i"
%include "../swig/cnnviz.i"
