#include "model/target_parser.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "methods/batch.h"
#include "model/class_name.h"
#include "model/layer_name.h"
#include "model/target_scan.h"
#include "tensor/npy.h"
#include "tensor/resample.h"

namespace cnnviz::core {

namespace {

// Reading takes time that grows with the square of this.
constexpr size_t kMaxTargetLength = 8192;
constexpr std::string_view kPredicted = "@predicted";
constexpr int64_t kMaxArrayBytes = int64_t{1} << 30;

Tensor read_array(const std::string& path) {
  const Tensor array = read_npy(read_file(path, kMaxArrayBytes), path);
  const Tensor floats = array.type() == DataType::float32
                            ? array
                            : Tensor::from_floats(array.shape(), array.to_floats());
  require_finite(floats, path);
  return floats;
}

const ValueInfo& info_of(const Model& model, ValueId value) {
  return model.inferred().values[static_cast<size_t>(value)];
}

class Parser {
 public:
  Parser(const Model& model, std::string_view text) : model_(model), text_(trim(text)) {}

  Target parse() {
    require(!text_.empty(), Status::invalid_argument, "an empty target: it is ", forms());
    require(text_.size() <= kMaxTargetLength, Status::limit, "a target has at most ",
            kMaxTargetLength, " characters, not ", text_.size());
    Target target;
    target.text = text_;
    double sign = 1;
    if (rest().starts_with('-')) {
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
  static std::string forms() {
    const std::vector<std::string>& names = target_selectors();
    return concat("\"top\" or ", join({names.begin() + 1, names.end()}, ":..., "), ":...");
  }

  std::string_view rest() const { return std::string_view(text_).substr(position_); }
  void skip_blanks() { position_ += std::min(rest().find_first_not_of(' '), rest().size()); }

  // The shortest text from here that may be a term.
  std::string_view short_term() const {
    const std::vector<size_t> lengths = term_lengths(rest());
    return rest().substr(0, lengths.empty() ? 0 : lengths.back());
  }

  Term parse_term() {
    double weight = 1;
    const size_t star = rest().find('*');
    if (star != std::string_view::npos && parse_double(trim(rest().substr(0, star)), &weight)) {
      position_ += star + 1;
      skip_blanks();
    }
    Term term = parse_selector();
    term.weight = weight;
    require(is_term_boundary(rest()), Status::invalid_argument,
            "after a term of a target come \" + \" or \" - \" and another one, not ",
            quoted(rest()));
    return term;
  }

  Term parse_selector() {
    if (rest().starts_with("top")) {
      const std::string_view behind = rest().substr(3);
      if (is_term_boundary(behind) || is_term_boundary(without_region(behind))) {
        position_ += 3;
        return with_region(class_term(kTopClass));
      }
    }
    const size_t colon = rest().find(':');
    const std::string selector(rest().substr(0, colon));
    const std::vector<std::string>& known = target_selectors();
    if (colon == std::string_view::npos || selector == "top" ||
        std::find(known.begin(), known.end(), selector) == known.end())
      refuse_selector(selector);
    if (selector == "class" || selector == "prob") {
      position_ += colon + 1;
      const int64_t index = parse_class_name();
      return with_region(selector == "class" ? class_term(index) : probability_term(index));
    }
    const std::string_view layer = rest().substr(colon + 1);
    const LayerMatch match = match_layer(model_.graph(), layer, [&](std::string_view behind) {
      return scan_selection(selector, behind).has_value();
    });
    if (match.value == kNoValue) refuse_layer(selector, colon);
    const LayerSelection selection = *scan_selection(selector, layer.substr(match.length));
    position_ += colon + 1 + match.length + selection.length;
    return layer_term(match.value, selection);
  }

  // "class:3 +": no name, but a sign that nothing follows.
  void require_last_term() const {
    for (const char* sign : {" +", " -"})
      require(!rest().ends_with(sign), Status::invalid_argument, "a term is missing after", sign,
              " at the end of the target ", quoted(text_));
  }

  [[noreturn]] void refuse_selector(const std::string& selector) const {
    require_last_term();
    const std::string term(short_term());
    const std::string meant = names_class(model_, term)               ? "class:" + term
                              : model_.graph().find(term) != kNoValue ? "layer:" + term
                                                                      : "";
    fail(Status::invalid_argument, "unknown target ", quoted(term), "; a target is ", forms(),
         meant.empty() ? nearest_hint(selector, target_selectors())
                       : concat("; did you mean ", quoted(meant), "?"));
  }

  // No name of the model fits with what follows it: an unknown name, or a known one used wrongly.
  [[noreturn]] void refuse_layer(const std::string& selector, size_t colon) const {
    require_last_term();
    const std::string term(short_term());
    const std::string behind = term.size() > colon ? term.substr(colon + 1) : "";
    const size_t end = selector == "tensor"      ? behind.find('[')
                       : selector == "direction" ? behind.rfind('@')
                       : selector == "layer"     ? std::string::npos
                                                 : behind.rfind(':');
    std::string name = behind.substr(0, end);
    for (const char* side : {"@pre", "@post"})
      if (name.ends_with(side)) name.resize(name.rfind('@'));
    const auto known = [&](const std::string& text) {
      return model_.graph().find(text) != kNoValue;
    };
    if (!name.starts_with('"') && !known(name) && !known(behind) &&
        !known(name.substr(0, name.find('@'))))
      model_.graph().require(name);
    fail(Status::invalid_argument, "write ", selector_form(selector), ", not ", quoted(term));
  }

  Term layer_term(ValueId value, const LayerSelection& selection) const {
    const ValueInfo& info = info_of(model_, value);
    Term term;
    term.kind = selection.kind;
    term.tensor = model_.graph().name(value);
    if (selection.kind != TermKind::element) term.view = model_.view(term.tensor);
    if (!selection.file.empty()) term.data = read_array(selection.file);
    if (selection.kind == TermKind::mask) fit_mask(term, info.shape);
    if (selection.kind == TermKind::element) {
      term.position = selection.numbers;
      // An index for every axis: the first is the image's own place in the batch.
      const bool batched =
          !info.present || (!info.shape.empty() && info.shape[0] == model_.input_shape()[0]);
      if (batched && (!info.present || term.position.size() == info.shape.size())) {
        require(term.position[0] == 0, Status::invalid_argument, "the first index into \"",
                term.tensor, "\" is the image's own place in its batch: write 0 or leave it out, ",
                "not ", term.position[0]);
        term.position.erase(term.position.begin());
      }
    } else if (!selection.numbers.empty()) {
      term.channel = selection.numbers[0];
      term.position.assign(selection.numbers.begin() + 1, selection.numbers.end());
      const auto axis = static_cast<size_t>(term.view.channel_axis);
      const int64_t channels = axis < info.shape.size() ? info.shape[axis] : 0;
      require(channels == 0 || (term.channel >= 0 && term.channel < channels),
              Status::invalid_argument, "channel ", term.channel, " of \"", term.tensor,
              "\" does not exist: it has channels 0 to ", channels - 1);
    }
    return term;
  }

  // A mask of the network's input is made as small as the layer.
  void fit_mask(Term& term, const Shape& layer) const {
    const Preprocessing& input = model_.preprocessing();
    const Shape& mask = term.data.shape();
    if (!input.takes_images || mask.size() != 2 || layer.size() < 3) return;
    const Shape spatial =
        map_index({layer.begin() + 1, layer.end()}, term.view, term.tensor).spatial;
    if (mask != spatial && spatial.size() == 2 && mask == Shape{input.height, input.width})
      term.data = resample_area(term.data, spatial[0], spatial[1]);
  }

  // The class from here: quoted, or the longest text up to the end of a term that names one.
  int64_t parse_class_name() {
    std::string name;
    if (const size_t length = read_quoted(rest(), &name); length > 0) {
      position_ += length;
      return parse_class_label(model_, name);
    }
    require(!trim(rest()).empty(), Status::invalid_argument,
            "a class is missing: write class:281, class:LABEL or prob:top");
    for (const size_t length : term_lengths(rest()))
      for (const bool region : {false, true}) {
        const std::string_view text = rest().substr(0, length);
        const size_t end = region ? text.rfind(kPredicted) : length;
        if (end == std::string_view::npos) continue;
        name = trim(text.substr(0, end));
        if (name != "top" && !names_class(model_, name)) continue;
        position_ += end;
        return name == "top" ? kTopClass : parse_class(model_, name);
      }
    require_last_term();
    name = short_term();
    return parse_class(model_, trim(name.substr(0, name.rfind(kPredicted))));
  }

  // What stands behind a region; all of it where there is none.
  static std::string_view without_region(std::string_view behind) {
    return behind.starts_with(kPredicted) ? behind.substr(kPredicted.size()) : behind;
  }

  // A class term with the region that follows it.
  Term with_region(Term term) {
    const std::string_view behind = without_region(rest());
    if (behind.size() == rest().size()) return term;
    position_ += kPredicted.size();
    term.predicted = true;
    const ValueInfo& logits = info_of(model_, model_.graph().require(term.top_tensor));
    require(
        !logits.present || element_count(logits.shape) > logits.shape[0] * model_.head().classes,
        Status::invalid_argument, kPredicted, " is the region where a segmentation network ",
        "predicts the class; the scores \"", term.top_tensor, "\" of shape ",
        shape_text(logits.shape), " have no positions: leave it out");
    return term;
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
  const std::string text_;
  size_t position_ = 0;
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
  const ValueInfo& info = info_of(model, model.graph().require(term.tensor));
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
    const size_t length = read_quoted(text, &name);
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
