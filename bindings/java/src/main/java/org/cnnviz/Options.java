package org.cnnviz;

/** What all options have in common: the struct that a call makes of them, and frees behind it. */
abstract class Options {
  abstract long make();

  abstract void free(long made);
}
