#include "ops/einsum_form.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/checked.h"
#include "base/text.h"

namespace cnnviz::core {

namespace {

constexpr char kEllipsis = '.';

bool is_label(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

// One term: labels, and at most one ellipsis.
std::string parse_term(const std::string& text, const std::string& equation) {
  std::string term;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 3, "...") == 0) {
      require(term.find(kEllipsis) == std::string::npos, Status::invalid_argument, "equation ",
              quoted(equation), " has two ellipses in one term");
      term += kEllipsis;
      i += 2;
    } else {
      require(is_label(text[i]), Status::invalid_argument, "equation ", quoted(equation), " has ",
              quoted(text.substr(i, 1)), "; allowed are letters, commas, ... and ->");
      term += text[i];
    }
    require(term.size() <= size_t{kMaxRank} + 1, Status::invalid_argument,
            "a term of the equation has more labels than a tensor has axes, ", kMaxRank);
  }
  return term;
}

// Without "->": the ellipsis, then the labels that occur once, in alphabetical order.
std::string implicit_output(const std::vector<std::string>& operands) {
  std::string all, output;
  for (const std::string& operand : operands) all += operand;
  std::sort(all.begin(), all.end());
  if (all.find(kEllipsis) != std::string::npos) output += kEllipsis;
  for (const char c : all)
    if (c != kEllipsis && std::count(all.begin(), all.end(), c) == 1) output += c;
  return output;
}

// A loop: a label, or an axis behind the ellipsis (counted from its end).
struct Loop {
  char label = 0;
  size_t ellipsis_axis = 0;
  int64_t extent = 1;
  std::array<int64_t, 2> strides{};  // in the operands; 0: does not occur or extent 1
  std::array<bool, 2> occurs{};      // in the operands, with an extent that is not broadcast
  bool in_output = false;
};

class LoopBuilder {
 public:
  void add_operand(size_t operand, const std::string& term, const Shape& shape) {
    const size_t labels = term.size() - (has_ellipsis(term) ? 1 : 0);
    require(has_ellipsis(term) ? shape.size() >= labels : shape.size() == labels,
            Status::invalid_argument, "operand ", operand, " of shape ", shape_text(shape),
            " does not have the axes that the equation gives it, ", labels,
            has_ellipsis(term) ? " or more" : "");
    const Shape strides = row_major_strides(shape);
    size_t axis = 0;
    for (const char label : term) {
      if (label != kEllipsis) {
        add(operand, label, 0, shape[axis], strides[axis]);
        ++axis;
        continue;
      }
      for (size_t rest = shape.size() - labels; rest-- > 0; ++axis)
        add(operand, kEllipsis, rest, shape[axis], strides[axis]);
    }
  }

  // Extents of 1 broadcast: their operand does not count as one where the loop occurs.
  void settle() {
    for (Loop& loop : loops_)
      for (size_t operand = 0; operand < 2; ++operand)
        if (loop.occurs[operand] && extents_[index_of(loop)][operand] != loop.extent) {
          loop.occurs[operand] = false;
          loop.strides[operand] = 0;
        }
  }

  // Loops of the output in its order.
  std::vector<size_t> output_loops(const std::string& term) {
    std::vector<size_t> order;
    for (const char label : term) {
      const size_t before = order.size();
      for (size_t i = 0; i < loops_.size(); ++i)
        if (loops_[i].label == label) order.push_back(i);
      require(label == kEllipsis || order.size() == before + 1, Status::invalid_argument,
              "the output has label ", quoted(std::string(1, label)), ", which no operand has");
      if (label == kEllipsis)
        std::sort(
            order.begin() + static_cast<ptrdiff_t>(before), order.end(),
            [&](size_t a, size_t b) { return loops_[a].ellipsis_axis > loops_[b].ellipsis_axis; });
    }
    for (const size_t i : order) {
      require(!loops_[i].in_output, Status::invalid_argument, "the output has label ",
              quoted(std::string(1, loops_[i].label)), " twice");
      loops_[i].in_output = true;
    }
    return order;
  }

  const std::vector<Loop>& loops() const { return loops_; }

 private:
  static bool has_ellipsis(const std::string& term) {
    return term.find(kEllipsis) != std::string::npos;
  }
  size_t index_of(const Loop& loop) const { return static_cast<size_t>(&loop - loops_.data()); }

  void add(size_t operand, char label, size_t ellipsis_axis, int64_t extent, int64_t stride) {
    size_t i = 0;
    while (i < loops_.size() &&
           (loops_[i].label != label || loops_[i].ellipsis_axis != ellipsis_axis))
      ++i;
    if (i == loops_.size()) {
      loops_.push_back({label, ellipsis_axis, extent, {}, {}, false});
      extents_.emplace_back();
    }
    Loop& loop = loops_[i];
    const std::string name = label == kEllipsis ? "..." : std::string(1, label);
    const bool repeated = loop.occurs[operand];
    require(!repeated || extents_[i][operand] == extent, Status::invalid_argument, "label ",
            quoted(name), " stands for extents ", extents_[i][operand], " and ", extent,
            " of one operand");
    require(loop.extent == extent || loop.extent == 1 || extent == 1, Status::invalid_argument,
            "label ", quoted(name), " stands for extents ", loop.extent, " and ", extent);
    if (extent != 1) loop.extent = extent;
    extents_[i][operand] = extent;
    loop.occurs[operand] = true;
    loop.strides[operand] += stride;  // a repeated label walks the diagonal
  }

  std::vector<Loop> loops_;
  std::vector<std::array<int64_t, 2>> extents_;
};

enum class Role { batch, rows, columns, inner, summed };

Role role_of(const Loop& loop, size_t operands) {
  if (operands == 1) return loop.in_output ? Role::rows : Role::summed;
  const bool first = loop.occurs[0], second = loop.occurs[1];
  if (first && second) return loop.in_output ? Role::batch : Role::inner;
  if (!loop.in_output) return Role::summed;
  // Extent 1 everywhere it occurs: any place will do.
  return second ? Role::columns : Role::rows;
}

bool is_row_major(const StridedMap& map) {
  int64_t step = 1;
  for (size_t i = map.extents.size(); i-- > 0;) {
    if (map.extents[i] == 1) continue;
    if (map.source_strides[i] != step || map.target_strides[i] != step) return false;
    step *= map.extents[i];
  }
  return true;
}

}  // namespace

EinsumEquation EinsumEquation::parse(const std::string& text, size_t operands) {
  std::string equation;
  for (const char c : text)
    if (c != ' ') equation += c;
  const size_t arrow = equation.find("->");
  const std::string left = equation.substr(0, arrow);
  EinsumEquation result;
  for (size_t begin = 0; begin <= left.size();) {
    const size_t comma = std::min(left.find(',', begin), left.size());
    result.operands.push_back(parse_term(left.substr(begin, comma - begin), text));
    begin = comma + 1;
  }
  require(result.operands.size() == operands, Status::invalid_argument, "equation ", quoted(text),
          " has ", result.operands.size(), " operands, the node has ", operands);
  result.output = arrow == std::string::npos ? implicit_output(result.operands)
                                             : parse_term(equation.substr(arrow + 2), text);
  return result;
}

EinsumForm::EinsumForm(const EinsumEquation& equation, const std::vector<Shape>& shapes) {
  LoopBuilder builder;
  for (size_t i = 0; i < shapes.size(); ++i)
    builder.add_operand(i, equation.operands[i], shapes[i]);
  builder.settle();
  const std::vector<size_t> order = builder.output_loops(equation.output);
  const std::vector<Loop>& loops = builder.loops();
  for (const size_t i : order) output.push_back(loops[i].extent);
  element_count(output);
  const Shape output_strides = row_major_strides(output);

  // The loops of a role, those of the output in its order.
  const auto loops_of = [&](Role role) {
    std::vector<size_t> chosen;
    for (const size_t i : order)
      if (role_of(loops[i], shapes.size()) == role) chosen.push_back(i);
    for (size_t i = 0; i < loops.size(); ++i)
      if (!loops[i].in_output && role_of(loops[i], shapes.size()) == role) chosen.push_back(i);
    return chosen;
  };
  // Matrices whose axes are those of `roles`; stride(loop) leads through the tensor.
  const auto matrices = [&](std::initializer_list<Role> roles, const auto& occurs,
                            const auto& stride) {
    EinsumMatrices packed;
    std::vector<size_t> chosen;
    for (const Role role : roles)
      for (const size_t i : loops_of(role)) chosen.push_back(i);
    Shape extents;
    for (const size_t i : chosen) extents.push_back(loops[i].extent);
    packed.elements = element_count(extents);
    const Shape strides = row_major_strides(extents);
    for (size_t k = 0; k < chosen.size(); ++k) {
      packed.map.extents.push_back(extents[k]);
      packed.map.source_strides.push_back(stride(chosen[k]));
      packed.map.target_strides.push_back(strides[k]);
    }
    for (const size_t i : loops_of(Role::summed))
      if (occurs(i) && loops[i].extent != 1) {
        packed.map.extents.push_back(loops[i].extent);
        packed.map.source_strides.push_back(stride(i));
        packed.map.target_strides.push_back(0);
        packed.sums = true;
      }
    packed.in_place = !packed.sums && is_row_major(packed.map);
    return packed;
  };
  const auto extent_of = [&](Role role) {
    int64_t extent = 1;
    for (const size_t i : loops_of(role)) extent = checked_mul(extent, loops[i].extent);
    return extent;
  };
  batch = extent_of(Role::batch);
  rows = extent_of(Role::rows);
  columns = extent_of(Role::columns);
  inner = extent_of(Role::inner);
  for (size_t operand = 0; operand < shapes.size(); ++operand) {
    const auto occurs = [&](size_t i) { return loops[i].occurs[operand]; };
    const auto stride = [&](size_t i) { return loops[i].strides[operand]; };
    operands.push_back(operand == 0
                           ? matrices({Role::batch, Role::rows, Role::inner}, occurs, stride)
                           : matrices({Role::batch, Role::inner, Role::columns}, occurs, stride));
    EinsumMatrices& made = operands.back();
    int64_t reached = 1;
    for (size_t i = 0; i < made.map.extents.size(); ++i)
      if (made.map.source_strides[i] != 0) reached *= made.map.extents[i];
    made.covers = reached == element_count(shapes[operand]);
  }
  const auto occurs = [&](size_t i) { return loops[i].in_output; };
  const auto stride = [&](size_t i) {
    const auto place = std::find(order.begin(), order.end(), i);
    return output_strides[static_cast<size_t>(place - order.begin())];
  };
  result = matrices({Role::batch, Role::rows, Role::columns}, occurs, stride);
  result.covers = true;
}

}  // namespace cnnviz::core
