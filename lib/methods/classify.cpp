#include "methods/classify.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/error.h"
#include "methods/class_view.h"

namespace cnnviz::core {

std::vector<std::vector<ClassScore>> classify(const ScoreTensors& scores, int64_t images,
                                              int64_t k) {
  require(k >= 1, Status::invalid_argument, "the number of classes to list is at least 1, not ", k);
  std::vector<std::vector<ClassScore>> result;
  for (int64_t n = 0; n < images; ++n) {
    const ClassView logits(scores.logits, "logits", scores.class_axis, images, n);
    std::vector<double> probability(static_cast<size_t>(logits.classes()));
    if (scores.probabilities.valid()) {
      const ClassView own(scores.probabilities, "probabilities", scores.class_axis, images, n);
      require(own.classes() == logits.classes(), Status::mismatch, "the model has ",
              logits.classes(), " logits, but ", own.classes(), " probabilities");
      for (int64_t c = 0; c < own.classes(); ++c) probability[static_cast<size_t>(c)] = own.mean(c);
    } else {
      for (int64_t p = 0; p < logits.positions(); ++p) {
        const std::vector<double> here = logits.softmax(p);
        for (size_t c = 0; c < here.size(); ++c)
          probability[c] += here[c] / static_cast<double>(logits.positions());
      }
    }
    const std::vector<int64_t> won = logits.wins();
    std::vector<ClassScore> classes;
    for (int64_t c = 0; c < logits.classes(); ++c) {
      const double score = probability[static_cast<size_t>(c)], logit = logits.mean(c);
      require(std::isfinite(score) && std::isfinite(logit), Status::not_finite, "class ", c,
              " of image ", n, " has the score ", score, " and the logit ", logit,
              ": the model's output is not finite");
      const double share = static_cast<double>(won[static_cast<size_t>(c)]) /
                           static_cast<double>(logits.positions());
      classes.push_back(
          {c, static_cast<float>(score), static_cast<float>(logit), static_cast<float>(share)});
    }
    const auto count = std::min<size_t>(static_cast<size_t>(k), classes.size());
    const bool maps = logits.positions() > 1;
    const auto rank = [&](const ClassScore& one) {
      return std::tuple(maps ? -one.share : 0, -one.score, -one.logit, one.index);
    };
    std::partial_sort(classes.begin(), classes.begin() + static_cast<int64_t>(count), classes.end(),
                      [&](const ClassScore& a, const ClassScore& b) { return rank(a) < rank(b); });
    classes.resize(count);
    result.push_back(std::move(classes));
  }
  return result;
}

}  // namespace cnnviz::core
