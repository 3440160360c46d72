package org.cnnviz;

/** What a network can be given: an {@link Image}, or a {@link Tensor} of its declared shape. */
public sealed interface Input permits Image, Tensor {}
