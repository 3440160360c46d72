// Receptive and projective fields of any tensor, composed from the operators' geometry.
#pragma once

#include <map>
#include <vector>

#include "exec/shapes.h"

namespace cnnviz::core {

// The elements of every tensor that the elements `box` of `target` read, unclipped; a tensor that
// does not lead to the target is missing. `stop`: what lies above this tensor is left out.
std::map<ValueId, Box> receptive_fields(const Graph& graph, const InferredValues& inferred,
                                        ValueId target, const Box& box, ValueId stop = kNoValue);

// The elements of `source` that the elements `box` of `target` read, unclipped; an empty Box where
// nothing leads from source to target.
Box receptive_field(const Graph& graph, const InferredValues& inferred, ValueId target,
                    const Box& box, ValueId source);

// The elements of `target` that depend on the elements `box` of `source`, clipped to the target.
Box projective_field(const Graph& graph, const InferredValues& inferred, ValueId source,
                     const Box& box, ValueId target);

// Receptive field arithmetic of a spatial tensor, per spatial axis of `source`: the field of the
// unit at index i is [offset + i * stride, offset + i * stride + size - 1] (exact where all paths
// agree; else size and offset are those of the central unit).
struct FieldAxis {
  int64_t size = 0, stride = 0, offset = 0;
};
// Empty where the tensor has no spatial axes or does not depend on the source. A tensor whose units
// see everything (after global pooling) has size = the source's extent and stride 0.
// Spatial axes are those from 2 on; from 1 on where channels are last.
std::vector<FieldAxis> field_axes(const Graph& graph, const InferredValues& inferred,
                                  ValueId target, ValueId source, bool target_channels_last,
                                  bool source_channels_last);

}  // namespace cnnviz::core
