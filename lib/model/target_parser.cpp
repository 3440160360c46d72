#include "model/target_parser.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "methods/batch.h"
#include "model/class_name.h"
#include "model/layer_name.h"
#include "tensor/npy.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kMaxArrayBytes = int64_t{1} << 30;

const std::vector<std::string>& selectors() {
  static const std::vector<std::string> names = {"top",   "class",     "prob", "neuron", "channel",
                                                 "layer", "direction", "mask", "tensor"};
  return names;
}

// Where a term may end: at the end, or before " + " or " - ".
bool is_boundary(std::string_view rest) {
  return trim(rest).empty() || rest.starts_with(" + ") || rest.starts_with(" - ");
}

// Lengths of the beginnings of `text` that end at a boundary, longest first.
std::vector<size_t> boundaries(std::string_view text) {
  std::vector<size_t> lengths;
  for (size_t length = text.size(); length > 0; --length)
    if (length == text.size() || is_boundary(text.substr(length))) lengths.push_back(length);
  return lengths;
}

// "1,2,3" at the start of `text`: characters consumed, 0 where there is no number.
size_t read_integers(std::string_view text, std::vector<int64_t>* numbers) {
  numbers->clear();
  size_t end = 0;
  for (size_t begin = 0;;) {
    size_t stop = begin;
    while (stop < text.size() && text[stop] == ' ') ++stop;
    while (stop < text.size() && (text[stop] == '-' || (text[stop] >= '0' && text[stop] <= '9')))
      ++stop;
    int64_t number = 0;
    if (!parse_int(trim(text.substr(begin, stop - begin)), &number))
      return numbers->empty() ? 0 : end;
    numbers->push_back(number);
    end = stop;
    size_t comma = stop;
    while (comma < text.size() && text[comma] == ' ') ++comma;
    if (comma == text.size() || text[comma] != ',') return end;
    begin = comma + 1;
  }
}

Tensor read_array(const std::string& path) {
  const Tensor array = read_npy(read_file(path, kMaxArrayBytes), path);
  const Tensor floats = array.type() == DataType::float32
                            ? array
                            : Tensor::from_floats(array.shape(), array.to_floats());
  require_finite(floats, path);
  return floats;
}

class Parser {
 public:
  Parser(const Model& model, std::string_view text) : model_(model), text_(text) {}

  Target parse() {
    Target target;
    target.text = trim(text_);
    require(!target.text.empty(), Status::invalid_argument,
            "an empty target: it is \"top\", or one of ", join(selectors()),
            " with what it selects");
    text_ = target.text;
    double sign = 1;
    if (rest().starts_with("- ") || rest().starts_with('-')) {
      sign = -1;
      ++position_;
    }
    for (;;) {
      skip_blanks();
      target.terms.push_back(parse_term());
      target.terms.back().weight *= sign;
      if (trim(rest()).empty()) return target;
      sign = rest()[1] == '-' ? -1 : 1;
      position_ += 3;
    }
  }

 private:
  std::string_view rest() const { return std::string_view(text_).substr(position_); }
  void skip_blanks() { position_ += std::min(rest().find_first_not_of(' '), rest().size()); }

  // The term at the current position as it was written, for messages.
  std::string term_text() const {
    const std::vector<size_t> lengths = boundaries(rest());
    return quoted(rest().substr(0, lengths.empty() ? 0 : lengths.back()));
  }

  double parse_weight() {
    const size_t star = rest().find('*');
    double weight = 1;
    if (star == std::string_view::npos || !parse_double(trim(rest().substr(0, star)), &weight))
      return 1;
    position_ += star + 1;
    skip_blanks();
    return weight;
  }

  Term parse_term() {
    const double weight = parse_weight();
    Term term = parse_selector();
    term.weight = weight;
    require(is_boundary(rest()), Status::invalid_argument,
            "after a term of a target come \" + \" or ", "\" - \" and another one, not ",
            quoted(rest()));
    return term;
  }

  Term parse_selector() {
    if (rest().starts_with("top") && is_boundary(rest().substr(3))) {
      position_ += 3;
      return class_term(kTopClass);
    }
    const size_t colon = rest().find(':');
    const std::string kind(rest().substr(0, colon));
    const std::vector<std::string>& known = selectors();
    const bool is_known = colon != std::string_view::npos && kind != "top" &&
                          std::find(known.begin(), known.end(), kind) != known.end();
    require(is_known, Status::invalid_argument, "unknown target ", term_text(), "; it starts with ",
            join(known, ":, "), ":NAME[i,...], or is \"top\"", nearest_hint(kind, known));
    const size_t start = position_;
    position_ += colon + 1;
    if (kind == "class") return class_term(parse_class_name());
    if (kind == "prob") return probability_term(parse_class_name());
    Term term;
    const auto reads = [&](std::string_view behind) {
      return read_behind(kind, behind, &term) > 0;
    };
    const LayerMatch match = match_layer(model_.graph(), rest(), reads);
    if (match.value == kNoValue) explain_failure(kind, start);
    term.tensor = model_.graph().name(match.value);
    position_ += match.length;
    position_ += read_behind(kind, rest(), &term) - 1;
    complete(kind, match.value, &term);
    return term;
  }

  // What follows the layer of a selector. Returns one more than the characters consumed, 0 where it
  // does not fit.
  size_t read_behind(const std::string& kind, std::string_view behind, Term* term) const {
    file_.clear();
    numbers_.clear();
    if (kind == "layer") {
      term->kind = TermKind::layer;
      return is_boundary(behind) ? 1 : 0;
    }
    if (kind == "tensor") {
      term->kind = TermKind::element;
      if (!behind.starts_with('[')) return 0;
      const size_t length = read_integers(behind.substr(1), &numbers_) + 1;
      const size_t close = behind.find(']', length);
      if (numbers_.empty() || close == std::string_view::npos ||
          !trim(behind.substr(length, close - length)).empty())
        return 0;
      return is_boundary(behind.substr(close + 1)) ? close + 2 : 0;
    }
    size_t used = 0;
    if (kind != "direction") {
      if (!behind.starts_with(':')) return 0;
      used = 1 + read_integers(behind.substr(1), &numbers_);
      if (numbers_.empty() || (kind != "neuron" && numbers_.size() != 1)) return 0;
    }
    if (kind == "neuron" || kind == "channel") {
      term->kind = kind == "neuron" ? TermKind::neuron : TermKind::channel_mean;
      if (kind == "channel" && behind.substr(used).starts_with("@max")) {
        term->kind = TermKind::channel_max;
        used += 4;
      }
      return is_boundary(behind.substr(used)) ? used + 1 : 0;
    }
    term->kind = kind == "mask" ? TermKind::mask : TermKind::direction;
    if (!behind.substr(used).starts_with('@')) return 0;
    ++used;
    const std::string_view file = behind.substr(used);
    size_t length = read_quoted(file, &file_);
    if (length == 0) {
      const std::vector<size_t> lengths = boundaries(file);
      if (lengths.empty()) return 0;
      length = lengths.back();
      file_ = trim(file.substr(0, length));
    }
    return !file_.empty() && is_boundary(file.substr(length)) ? used + length + 1 : 0;
  }

  void complete(const std::string& kind, ValueId value, Term* term) const {
    const ValueInfo& info = model_.inferred().values[static_cast<size_t>(value)];
    if (kind == "tensor") {
      term->position = numbers_;
      // An index for every axis: the first is the image's own place in the batch.
      const bool batched =
          !info.present || (!info.shape.empty() && info.shape[0] == model_.input_shape()[0]);
      if (batched && (!info.present || numbers_.size() == info.shape.size())) {
        require(numbers_[0] == 0, Status::invalid_argument, "the first index into \"", term->tensor,
                "\" is the image's own place in its batch: write 0 or leave it out, not ",
                numbers_[0]);
        term->position.erase(term->position.begin());
      }
      return;
    }
    if (!numbers_.empty()) {
      term->channel = numbers_[0];
      term->position.assign(numbers_.begin() + 1, numbers_.end());
      if (info.present && info.shape.size() >= 2)
        require(term->channel >= 0 && term->channel < info.shape[1], Status::invalid_argument,
                "channel ", term->channel, " of \"", term->tensor,
                "\" does not exist: it has channels 0 to ", info.shape[1] - 1);
    }
    if (!file_.empty()) term->data = read_array(file_);
  }

  // No name in the model fits with what follows it: an unknown name, or a known one used wrongly.
  [[noreturn]] void explain_failure(const std::string& kind, size_t start) {
    std::string_view term =
        rest().substr(0, boundaries(rest()).empty() ? 0 : boundaries(rest()).back());
    size_t end = term.size();
    if (kind == "tensor") {
      end = std::min(term.find('['), end);
    } else if (kind == "direction") {
      end = std::min(term.rfind('@'), end);
    } else if (kind != "layer") {
      end = std::min(term.rfind(':'), end);
    }
    std::string name(term.substr(0, end));
    for (const char* side : {"@pre", "@post"})
      if (name.ends_with(side)) name.resize(name.rfind('@'));
    if (!name.starts_with('"') && model_.graph().find(name) == kNoValue &&
        model_.graph().find(std::string(term)) == kNoValue)
      model_.graph().require(name);
    static const std::vector<std::pair<std::string, std::string>> kForms = {
        {"neuron", "neuron:LAYER:c or neuron:LAYER:c,y,x"},
        {"channel", "channel:LAYER:c or channel:LAYER:c@max"},
        {"layer", "layer:LAYER"},
        {"direction", "direction:LAYER@FILE.npy"},
        {"mask", "mask:LAYER:c@FILE.npy"},
        {"tensor", "tensor:NAME[i,j,...]"}};
    for (const auto& [selector, form] : kForms)
      if (selector == kind) {
        position_ = start;
        fail(Status::invalid_argument, "write ", form, ", not ", term_text());
      }
    fail(Status::internal, "no form of ", kind);
  }

  // The class at the current position: quoted, or the longest text up to a boundary that names one.
  int64_t parse_class_name() {
    std::string name;
    if (const size_t length = read_quoted(rest(), &name); length > 0) {
      position_ += length;
      return parse_class_label(model_, name);
    }
    const std::vector<size_t> lengths = boundaries(rest());
    require(!lengths.empty(), Status::invalid_argument,
            "a class is missing: write class:281, class:LABEL or prob:top");
    for (const size_t length : lengths) {
      name = trim(rest().substr(0, length));
      if (name != "top" && !names_class(model_, name)) continue;
      position_ += length;
      return name == "top" ? kTopClass : parse_class(model_, name);
    }
    return parse_class(model_, trim(rest().substr(0, lengths.back())));
  }

  Term class_term(int64_t index) const {
    const Head& head = model_.head();
    Term term;
    term.tensor = term.top_tensor = head.logits;
    term.class_axis = term.top_axis = head.class_axis;
    term.channel = index;
    return term;
  }

  Term probability_term(int64_t index) const {
    Term term = class_term(index);
    if (model_.head().probabilities.empty())
      term.kind = TermKind::class_softmax;
    else
      term.tensor = model_.head().probabilities;
    return term;
  }

  const Model& model_;
  std::string text_;
  size_t position_ = 0;
  // What read_behind() read last.
  mutable std::vector<int64_t> numbers_;
  mutable std::string file_;
};

}  // namespace

Target parse_target(const Model& model, std::string_view text) {
  return Parser(model, text).parse();
}

Target target_from_seed(const Model& model, const std::string& tensor, const Tensor& seed) {
  Target target;
  target.text = "seed:" + tensor;
  Term term;
  term.kind = TermKind::seed;
  term.tensor = model.layer(tensor);
  require(seed.type() == DataType::float32, Status::invalid_argument, "a seed is float32, not ",
          data_type_name(seed.type()));
  require_finite(seed, "the seed");
  term.data = seed;
  const ValueInfo& info =
      model.inferred().values[static_cast<size_t>(model.graph().require(term.tensor))];
  const auto rank = static_cast<int>(info.shape.size());
  require(!info.present || seed.rank() == rank || seed.rank() + 1 == rank, Status::invalid_argument,
          "a seed for \"", term.tensor, "\" of shape ", shape_text(info.shape),
          " has that shape, or that without the batch axis, not ", shape_text(seed.shape()));
  if (info.present && seed.rank() + 1 == rank) {
    Shape shape = seed.shape();
    shape.insert(shape.begin(), 1);
    term.data = seed.reshaped(shape);
  }
  target.terms.push_back(std::move(term));
  return target;
}

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  if (trim(text).empty()) return names;
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    std::string name;
    size_t length = read_quoted(text, &name);
    const size_t comma = text.find(',', length);
    const std::string outside = trim(text.substr(length, comma - length));
    if (length == 0)
      name = outside;
    else
      require(outside.empty(), Status::invalid_argument, "after a quoted name comes a comma, not ",
              quoted(outside));
    require(!name.empty(), Status::invalid_argument, "an empty name in a list of names");
    names.push_back(name);
    if (comma == std::string_view::npos) return names;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace cnnviz::core
