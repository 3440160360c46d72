package org.cnnviz;

import java.util.List;

/**
 * What a file states of an input.
 *
 * @param name of the tensor
 * @param dtype of its numbers
 * @param rank -1: not stated
 * @param shape its extents; -1 for those that the file leaves open
 */
public record ModelInput(String name, Dtype dtype, int rank, List<Long> shape) {}
