package org.cnnviz;

import java.util.ArrayList;
import java.util.List;

/**
 * One tensor of a model.
 *
 * @param name of the tensor
 * @param type the operator that makes it
 * @param node the node's name, or a description of it
 * @param role what it is to cnnviz: "input", "logits", "probabilities", "penultimate", "maps" or ""
 * @param shape its extents; empty where its rank is not known
 * @param info its numbers
 */
public record Layer(
    String name, String type, String node, String role, List<Long> shape, LayerInfo info) {
  static List<Layer> take(long layers) {
    try {
      int count = Native.layers_count(layers);
      List<Layer> found = new ArrayList<>(count);
      for (int i = 0; i < count; ++i) {
        LayerInfo info = LayerInfo.take(Native.layers_info(layers, i));
        List<Long> shape = new ArrayList<>();
        for (int axis = 0; axis < info.rank(); ++axis) {
          shape.add(Native.layers_extent(layers, i, axis));
        }
        found.add(
            new Layer(
                Native.layers_name(layers, i),
                Native.layers_type(layers, i),
                Native.layers_node(layers, i),
                Native.layers_role(layers, i),
                List.copyOf(shape),
                info));
      }
      return found;
    } finally {
      Native.delete_cnnviz_layers(layers);
    }
  }
}
