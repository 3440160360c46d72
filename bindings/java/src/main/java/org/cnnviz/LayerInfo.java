// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/**
 * One tensor's numbers. The receptive field, along an axis of the picture (y rows, x columns; a
 * third, outermost axis z for volumes): the unit at index i sees the pixels offset + i * stride to
 * offset + i * stride + size - 1, which may lie outside the picture. size = 0: no such axis; stride
 * = 0: every unit sees the whole axis.
 * @param dtype likewise
 * @param rank -1: not known for this input; then there are no extents and no receptive field
 * @param classAxis the axis of classes, for the logits and probabilities; else -1
 * @param parameters numbers in the weights that its node reads
 * @param sizeZ likewise
 * @param sizeY likewise
 * @param sizeX likewise
 * @param strideZ likewise
 * @param strideY likewise
 * @param strideX likewise
 * @param offsetZ likewise
 * @param offsetY likewise
 * @param offsetX likewise
 */
public record LayerInfo(Dtype dtype, int rank, int classAxis, long parameters, long sizeZ, long
    sizeY, long sizeX, long strideZ, long strideY, long strideX, long offsetZ, long offsetY, long
    offsetX) {
  static LayerInfo take(long made) {
    try {
      return new LayerInfo(
          Dtype.of(Native.cnnviz_layer_info_dtype_get(made)),
          Native.cnnviz_layer_info_rank_get(made),
          Native.cnnviz_layer_info_class_axis_get(made),
          Native.cnnviz_layer_info_parameters_get(made),
          Native.cnnviz_layer_info_size_z_get(made),
          Native.cnnviz_layer_info_size_y_get(made),
          Native.cnnviz_layer_info_size_x_get(made),
          Native.cnnviz_layer_info_stride_z_get(made),
          Native.cnnviz_layer_info_stride_y_get(made),
          Native.cnnviz_layer_info_stride_x_get(made),
          Native.cnnviz_layer_info_offset_z_get(made),
          Native.cnnviz_layer_info_offset_y_get(made),
          Native.cnnviz_layer_info_offset_x_get(made));
    } finally {
      Native.delete_cnnviz_layer_info(made);
    }
  }
}
