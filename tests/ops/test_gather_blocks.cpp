#include "support/index_map.h"

using namespace cnnviz::test;

namespace {

Tensor indices_of(Shape shape, const std::vector<int64_t>& values) {
  return Tensor::from_ints(std::move(shape), values);
}

int64_t wrapped(int64_t index, int64_t extent) {
  return index < 0 ? index + extent : index;
}

Tensor gathered_nd(const Tensor& data, const Tensor& indices, size_t batch) {
  const Shape &from = data.shape(), &place = indices.shape();
  const auto named = static_cast<size_t>(place.back());
  Shape shape(place.begin(), place.end() - 1);
  shape.insert(shape.end(), from.begin() + static_cast<ptrdiff_t>(batch + named), from.end());
  return index_map(data, shape, [&](const Index& out) {
    Index row(out.begin(), out.begin() + static_cast<ptrdiff_t>(place.size()) - 1);
    Index in(out.begin(), out.begin() + static_cast<ptrdiff_t>(batch));
    row.push_back(0);
    for (size_t k = 0; k < named; ++k) {
      row.back() = static_cast<int64_t>(k);
      in.push_back(
          wrapped(indices.ints()[static_cast<size_t>(flat_of(row, place))], from[batch + k]));
    }
    in.insert(in.end(), out.begin() + static_cast<ptrdiff_t>(place.size()) - 1, out.end());
    return in;
  });
}

void check(const std::string& type, const Tensor& indices, const Shape& shape,
           const std::map<std::string, Attribute>& attributes,
           const std::function<Tensor(const Tensor&)>& expected) {
  for (const Tensor& data : of_every_type(shape, 3))
    for (const bool known : {true, false}) {
      OpCase item;
      item.name = concat(type, " from ", shape_text(shape), known ? "" : ", computed indices");
      item.op = make_gather_blocks(make_node(type, 13, 2, attributes));
      item.inputs = {{data}, known ? as_constant(indices) : OpInput{indices}};
      item.expected = {expected(data)};
      check_op(item);
    }
}

void check_nd(const Shape& shape, const Tensor& indices, int64_t batch) {
  check("GatherND", indices, shape, {{"batch_dims", batch}},
        [&](const Tensor& data) { return gathered_nd(data, indices, static_cast<size_t>(batch)); });
}

void check_elements(const Shape& shape, const Tensor& indices, int64_t axis) {
  const auto at = static_cast<size_t>(axis < 0 ? axis + static_cast<int64_t>(shape.size()) : axis);
  check("GatherElements", indices, shape, {{"axis", axis}}, [&](const Tensor& data) {
    return index_map(data, indices.shape(), [&](const Index& out) {
      Index in = out;
      in[at] = wrapped(indices.ints()[static_cast<size_t>(flat_of(out, indices.shape()))],
                       data.shape()[at]);
      return in;
    });
  });
}

TEST(test_ops_gather_blocks__places_and_batches) {
  check_nd({2, 3, 4}, indices_of({2, 2}, {0, 1, 1, 2}), 0);
  check_nd({2, 3, 4}, indices_of({3, 1}, {1, -1, 0}), 0);
  check_nd({2, 3, 4}, indices_of({1, 2, 3}, {1, 2, 3, -2, -3, -4}), 0);
  check_nd({2, 3, 4}, indices_of({2, 1}, {1, 0}), 1);
  check_nd({2, 3, 4, 2}, indices_of({2, 3, 2, 1}, {0, 1, 1, 2, 2, 3, 3, 0, 0, 2, 1, 1}), 2);
  check_nd({5}, indices_of({1}, {-2}), 0);
}

TEST(test_ops_gather_blocks__elements_along_an_axis) {
  check_elements({3, 3}, indices_of({2, 3}, {1, 2, 0, 2, 0, 0}), 0);
  check_elements({2, 4}, indices_of({2, 2}, {-1, 0, 3, 3}), 1);
  check_elements({2, 3, 2}, indices_of({1, 2, 5}, {0, 1, 0, -1, 1, 1, 1, 0, 0, 0}), -1);
}

TEST(test_ops_gather_blocks__repeated_indices_add_up_in_backward) {
  check_nd({4, 3}, indices_of({5, 1}, {2, 2, 0, -2, 2}), 0);
  check_elements({4, 2}, indices_of({3, 2}, {2, 1, 2, 1, -2, 3}), 0);
}

TEST(test_ops_gather_blocks__refuses_what_is_no_index) {
  const auto bad = Status::invalid_argument;
  const auto infer = [](const std::string& type, const Shape& shape, const Tensor& indices,
                        std::map<std::string, Attribute> attributes = {}) {
    return inferred(make_gather_blocks(make_node(type, 13, 2, std::move(attributes))),
                    {{random_tensor(shape, 1)}, as_constant(indices)});
  };
  for (const int64_t index : {int64_t{3}, int64_t{-4}, INT64_MAX, INT64_MIN}) {
    CHECK_ERROR(infer("GatherND", {3, 2}, indices_of({1, 1}, {index})), bad, "outside [-3, 2]");
    CHECK_ERROR(infer("GatherElements", {3, 2}, indices_of({1, 1}, {index})), bad,
                "outside [-3, 2]");
  }
  CHECK_ERROR(infer("GatherND", {3, 2}, indices_of({1, 3}, {0, 0, 0})), bad, "must be 1 to 2");
  CHECK_ERROR(infer("GatherND", {3, 2}, indices_of({1, 1}, {0}), {{"batch_dims", int64_t{2}}}), bad,
              "batch_dims 2 is outside [0, 1]");
  CHECK_ERROR(infer("GatherND", {3, 2}, indices_of({2, 1}, {0, 0}), {{"batch_dims", int64_t{1}}}),
              bad, "differ in batch axis 0");
  CHECK_ERROR(infer("GatherElements", {3, 2}, indices_of({1}, {0})), bad, "differ in rank");
  CHECK_ERROR(infer("GatherElements", {3, 2}, indices_of({1, 3}, {0, 0, 0})), bad, "exceed data");
}

}  // namespace

int main() {
  return run_tests({CASE(test_ops_gather_blocks__places_and_batches),
                    CASE(test_ops_gather_blocks__elements_along_an_axis),
                    CASE(test_ops_gather_blocks__repeated_indices_add_up_in_backward),
                    CASE(test_ops_gather_blocks__refuses_what_is_no_index)});
}
