#include <set>

#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

// The definition: all labels are loops, the product of the operands' elements is added to the
// output's. Ellipses are written out in `spelled` (with labels of their own, one for each axis).
Tensor naive_einsum(const std::string& spelled, const std::vector<Tensor>& operands) {
  std::vector<std::string> terms(1);
  const size_t arrow = spelled.find("->");
  for (const char c : spelled.substr(0, arrow))
    if (c == ',')
      terms.emplace_back();
    else
      terms.back() += c;
  const std::string output = spelled.substr(arrow + 2);
  std::string labels;
  std::map<char, int64_t> extents;
  for (size_t i = 0; i < terms.size(); ++i)
    for (size_t k = 0; k < terms[i].size(); ++k) {
      const char label = terms[i][k];
      if (extents.count(label) == 0) labels += label;
      extents[label] = std::max(extents[label], operands[i].shape()[k]);
    }
  Shape loops, shape;
  for (const char label : labels) loops.push_back(extents[label]);
  for (const char label : output) shape.push_back(extents[label]);
  const auto place = [&](const std::string& term, const Index& index, const Shape& within) {
    Index at;
    for (size_t k = 0; k < term.size(); ++k)
      at.push_back(within[k] == 1 ? 0 : index[labels.find(term[k])]);
    return static_cast<size_t>(flat_of(at, within));
  };
  std::vector<double> sums(static_cast<size_t>(element_count(shape)));
  for (int64_t flat = 0; flat < element_count(loops); ++flat) {
    const Index index = index_of(flat, loops);
    double product = 1;
    for (size_t i = 0; i < terms.size(); ++i)
      product *=
          static_cast<double>(operands[i].floats()[place(terms[i], index, operands[i].shape())]);
    sums[place(output, index, shape)] += product;
  }
  Tensor result(DataType::float32, shape);
  for (size_t i = 0; i < sums.size(); ++i) result.mutable_floats()[i] = static_cast<float>(sums[i]);
  return result;
}

NodeView einsum(const std::string& equation, size_t operands) {
  return make_node("Einsum", 12, operands, {{"equation", equation}});
}

void check(const std::string& equation, const std::vector<Shape>& shapes,
           const std::string& spelled = "") {
  OpCase item;
  item.name = equation;
  item.op = make_einsum(einsum(equation, shapes.size()));
  for (size_t i = 0; i < shapes.size(); ++i)
    item.inputs.push_back({random_tensor(shapes[i], static_cast<uint32_t>(i) + 1)});
  item.naive = [&](const std::vector<Tensor>& in) {
    return std::vector<Tensor>{naive_einsum(spelled.empty() ? equation : spelled, in)};
  };
  check_op(item);
}

TEST(test_ops_einsum__matrix_products) {
  check("ij,jk->ik", {{3, 4}, {4, 5}});
  check("ij,kj->ik", {{3, 4}, {5, 4}});
  check("ji,jk->ki", {{4, 3}, {4, 5}});
  check("bij,bjk->bik", {{2, 3, 4}, {2, 4, 5}});
  check("bij,kj->bki", {{2, 3, 4}, {5, 4}});
  check("i,j->ij", {{3}, {4}});
  check("i,i->", {{5}, {5}});
  check("bchw,kc->bkhw", {{2, 3, 2, 2}, {4, 3}});
}

// Those of attention: queries by keys, weights by values, relative positions.
TEST(test_ops_einsum__attention) {
  check("BGHID,BGHJD->BGHIJ", {{2, 2, 2, 3, 4}, {2, 2, 2, 3, 4}});
  check("BGHIJ,BGHJD->BGHID", {{2, 2, 2, 3, 3}, {2, 2, 2, 3, 4}});
  check("bqhd,bkhd->bhqk", {{2, 3, 2, 4}, {2, 5, 2, 4}});
  check("bhqk,bkhd->bqhd", {{2, 2, 3, 5}, {2, 5, 2, 4}});
  check("bhwnc,hkc->bhwnk", {{1, 3, 2, 2, 4}, {3, 5, 4}});
}

TEST(test_ops_einsum__one_operand) {
  check("ij->ji", {{3, 4}});
  check("ii->i", {{4, 4}});
  check("ii->", {{4, 4}});
  check("ijk->j", {{2, 3, 4}});
  check("iji->ji", {{2, 3, 2}});
  check("...ij->...ji", {{2, 3, 4}}, "aij->aji");
  check("", {{}}, "->");
}

TEST(test_ops_einsum__summed_and_repeated_labels_of_two) {
  check("ij,k->k", {{2, 3}, {4}});
  check("iij,jk->ik", {{3, 3, 2}, {2, 4}});
  check("ij,jkk->ik", {{3, 2}, {2, 4, 4}});
  check("ij,ij->ij", {{3, 4}, {3, 4}});
  check("ij,ij->", {{3, 4}, {3, 4}});
}

TEST(test_ops_einsum__ellipses_and_broadcast_extents) {
  check("...ij,...jk->...ik", {{2, 3, 4}, {2, 4, 5}}, "aij,ajk->aik");
  check("...ij,...jk->...ik", {{2, 1, 3, 4}, {3, 4, 2}}, "abij,bjk->abik");
  check("...ij,jk", {{2, 3, 4}, {4, 2}}, "aij,jk->aik");
  check("i...,i...->...", {{3, 2, 4}, {3, 1, 4}}, "iab,iab->ab");
  check("bij,bjk->bik", {{1, 3, 4}, {2, 4, 2}});
  check("ij,jk->ik", {{3, 1}, {4, 2}});
}

TEST(test_ops_einsum__implicit_outputs_are_alphabetical) {
  check("ji", {{2, 3}}, "ji->ij");
  check("kj , ji", {{2, 3}, {3, 4}}, "kj,ji->ik");
  check("ii", {{3, 3}}, "ii->");
}

TEST(test_ops_einsum__refuses_what_is_no_equation) {
  const auto bad = Status::invalid_argument;
  CHECK_ERROR(make_einsum(einsum("ij,jk->ik", 1)), bad, "has 2 operands, the node has 1");
  CHECK_ERROR(make_einsum(einsum("i+->i", 1)), bad, "has \"+\"");
  CHECK_ERROR(make_einsum(einsum("......i->i", 1)), bad, "two ellipses");
  CHECK_ERROR(make_einsum(einsum(std::string(1 << 20, 'i'), 1)), bad, "more labels than");
  const auto infer = [](const std::string& equation, const std::vector<Shape>& shapes) {
    std::vector<OpInput> inputs;
    for (const Shape& shape : shapes) inputs.push_back({random_tensor(shape, 1)});
    return inferred(make_einsum(einsum(equation, shapes.size())), inputs);
  };
  CHECK_ERROR(infer("ij->k", {{2, 3}}), bad, "which no operand has");
  CHECK_ERROR(infer("ij->ii", {{2, 3}}), bad, "twice");
  CHECK_ERROR(infer("ijk->i", {{2, 3}}), bad, "does not have the axes");
  CHECK_ERROR(infer("ij,jk->ik", {{2, 3}, {4, 5}}), bad, "stands for extents 3 and 4");
  CHECK_ERROR(infer("ii->i", {{2, 3}}), bad, "of one operand");
  CHECK_ERROR(infer("ij,jk->ik", {{2, 0}, {0, 5}}), bad, "empty");
  CHECK_ERROR(infer("i,j,k->ijk", {{2}, {3}, {4}}), Status::corrupt, "it has 3 inputs");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_einsum__matrix_products), CASE(test_ops_einsum__attention),
                    CASE(test_ops_einsum__one_operand),
                    CASE(test_ops_einsum__summed_and_repeated_labels_of_two),
                    CASE(test_ops_einsum__ellipses_and_broadcast_extents),
                    CASE(test_ops_einsum__implicit_outputs_are_alphabetical),
                    CASE(test_ops_einsum__refuses_what_is_no_equation)});
}
