// The equation of an Einsum and what it comes to for concrete shapes.
//
// Every label, and every axis behind an ellipsis, is a loop; each operand and the output have a
// stride along it. By where it occurs a loop belongs to the batch (both operands and the output),
// to the rows (the first operand and the output), to the columns (the second and the output), to
// the inner axis (both operands alone), or it is summed over within one operand. So each operand
// can be brought to [batch][rows][inner] or [batch][inner][columns], where the product is one
// matrix product for each element of the batch. With one operand all loops of the output are rows.
#pragma once

#include <string>
#include <vector>

#include "ops/strided.h"

namespace cnnviz::core {

// "bhid,bhjd->bhij", the ellipsis as one '.'.
struct EinsumEquation {
  std::vector<std::string> operands;
  std::string output;

  // Refuses what is no equation of `operands` operands.
  static EinsumEquation parse(const std::string& text, size_t operands);
};

// How one operand (or the output) and its matrices go together.
struct EinsumMatrices {
  StridedMap map;         // from the tensor to the matrices
  int64_t elements = 0;   // of the matrices
  bool in_place = false;  // the tensor's memory is the matrices'
  bool sums = false;      // several elements go into one
  bool covers = false;    // every element of the tensor is read
};

struct EinsumForm {
  Shape output;
  int64_t batch = 1, rows = 1, columns = 1, inner = 1;
  std::vector<EinsumMatrices> operands;
  EinsumMatrices result;  // the map leads from the output to the matrices

  EinsumForm(const EinsumEquation& equation, const std::vector<Shape>& shapes);
};

}  // namespace cnnviz::core
