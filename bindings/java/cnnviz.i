/* The classes `Native` and `NativeJNI`, which only the package itself sees. */
%module Native
%pragma(java) moduleclassmodifiers="final class"
%pragma(java) jniclassclassmodifiers="final class"
%pragma(java) jniclasscode=%{
  static {
    NativeLibrary.load();
  }
%}
%include "arrays.i"
%include "../swig/cnnviz.i"
