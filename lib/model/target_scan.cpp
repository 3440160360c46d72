#include "model/target_scan.h"

#include "base/text.h"
#include "model/layer_name.h"

namespace cnnviz::core {

namespace {

size_t skip_blanks(std::string_view text, size_t position) {
  while (position < text.size() && text[position] == ' ') ++position;
  return position;
}

// "1, 2,3" at the start of `text`: characters consumed, 0 where there is no number.
size_t scan_integers(std::string_view text, std::vector<int64_t>* numbers) {
  size_t end = 0;
  for (size_t begin = 0;;) {
    size_t stop = skip_blanks(text, begin);
    while (stop < text.size() && (text[stop] == '-' || (text[stop] >= '0' && text[stop] <= '9')))
      ++stop;
    int64_t number = 0;
    if (!parse_int(trim(text.substr(begin, stop - begin)), &number)) return end;
    numbers->push_back(number);
    end = stop;
    const size_t comma = skip_blanks(text, stop);
    if (comma == text.size() || text[comma] != ',') return end;
    begin = comma + 1;
  }
}

// "[i, j, ...]"
size_t scan_indices(std::string_view text, std::vector<int64_t>* numbers) {
  if (!text.starts_with('[')) return 0;
  const size_t end = scan_integers(text.substr(1), numbers) + 1;
  const size_t close = skip_blanks(text, end);
  return !numbers->empty() && close < text.size() && text[close] == ']' ? close + 1 : 0;
}

// "@FILE": quoted, or up to the first place where the term may end.
size_t scan_file(std::string_view text, std::string* file) {
  if (!text.starts_with('@')) return 0;
  const std::string_view name = text.substr(1);
  size_t length = read_quoted(name, file);
  if (const std::vector<size_t> lengths = term_lengths(name); length == 0 && !lengths.empty()) {
    length = lengths.back();
    *file = trim(name.substr(0, length));
  }
  return file->empty() ? 0 : length + 1;
}

}  // namespace

const std::vector<std::string>& target_selectors() {
  static const std::vector<std::string> names = {"top",   "class",     "prob", "neuron", "channel",
                                                 "layer", "direction", "mask", "tensor"};
  return names;
}

const char* selector_form(std::string_view selector) {
  if (selector == "neuron") return "neuron:LAYER:c or neuron:LAYER:c,y,x";
  if (selector == "channel") return "channel:LAYER:c or channel:LAYER:c@max";
  if (selector == "layer") return "layer:LAYER";
  if (selector == "direction") return "direction:LAYER@FILE.npy";
  if (selector == "mask") return "mask:LAYER:c@FILE.npy";
  return "tensor:NAME[i,j,...]";
}

bool is_term_boundary(std::string_view rest) {
  return rest.find_first_not_of(' ') == std::string_view::npos || rest.starts_with(" + ") ||
         rest.starts_with(" - ");
}

std::vector<size_t> term_lengths(std::string_view text) {
  std::vector<size_t> lengths;
  for (size_t length = text.size(); length > 0; --length)
    if (is_term_boundary(text.substr(length))) lengths.push_back(length);
  return lengths;
}

std::optional<LayerSelection> scan_selection(std::string_view selector, std::string_view text) {
  LayerSelection found;
  const auto rest = [&] { return text.substr(found.length); };
  // One step of the selection: characters it takes, 0 where it is not there.
  const auto take = [&](size_t length) {
    found.length += length;
    return length > 0;
  };
  const auto take_channel = [&] {
    return rest().starts_with(':') && take(1) && take(scan_integers(rest(), &found.numbers));
  };
  bool fits = true;
  if (selector == "tensor") {
    found.kind = TermKind::element;
    fits = take(scan_indices(rest(), &found.numbers));
  } else if (selector == "neuron") {
    found.kind = TermKind::neuron;
    fits = take_channel();
  } else if (selector == "channel") {
    found.kind = TermKind::channel_mean;
    fits = take_channel() && found.numbers.size() == 1;
    if (fits && rest().starts_with("@max") && take(4)) found.kind = TermKind::channel_max;
  } else if (selector == "mask") {
    found.kind = TermKind::mask;
    fits = take_channel() && found.numbers.size() == 1 && take(scan_file(rest(), &found.file));
  } else if (selector == "direction") {
    found.kind = TermKind::direction;
    fits = take(scan_file(rest(), &found.file));
  }
  if (!fits || !is_term_boundary(rest())) return std::nullopt;
  return found;
}

}  // namespace cnnviz::core
