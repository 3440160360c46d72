// The selector grammar of targets, parsed against an opened model:
//
//   target   = ["-"] term { (" + " | " - ") term }
//   term     = [NUMBER "*"] selector
//   selector = "top" | "class:" CLASS | "prob:" ("top" | CLASS)
//            | "neuron:" LAYER ":" c ["," y "," x] | "channel:" LAYER ":" c ["@max"] | "layer:"
//            LAYER | "direction:" LAYER "@" FILE | "mask:" LAYER ":" c "@" FILE | "tensor:" NAME
//            "[" i, j, ... "]"
//   LAYER    = NAME ["@pre" | "@post"]
//
// NAME is the longest existing tensor name, then node name, that fits (names may hold ":", "/", " -
// "); CLASS an index, a whole label or one comma-separated synonym of one. NAME, CLASS and FILE may
// be quoted:
// "..." with \" and \\ inside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "methods/target.h"
#include "model/model.h"

namespace cnnviz::core {

Target parse_target(const Model& model, std::string_view text);

// d(target)/d(tensor) given as it is: `seed` has the tensor's shape, with a batch axis of 1 or of
// the batch, or without one.
Target target_from_seed(const Model& model, const std::string& tensor, const Tensor& seed);

// A list of names, separated by commas, each possibly quoted.
std::vector<std::string> split_names(std::string_view text);

}  // namespace cnnviz::core
