/* cnnviz in C++: objects, exceptions and options over the C interface. Header-only, C++20.
 *
 *   const cnnviz::Model model("squeezenet.onnx");
 *   const cnnviz::Image photo("cat.jpg");
 *   const auto result = model.saliency(model.preprocess(photo), model.target("class:tabby"), {},
 *                                      {.rule = cnnviz::Rule::Guided});
 *   cnnviz::render_overlay(result.tensor("map").item(0), model.view(photo, 448)).write("out.png");
 *
 * Objects own one handle each and may be moved, copied (which shares, and is cheap) and dropped in
 * any order. What a function needs none of is {}: no targets, no layer, no options. An object that
 * was moved from is empty; using it is InvalidArgumentError.
 *
 * Errors are exceptions: one type for each status, all of them cnnviz::Error, with the library's
 * message. Nothing else is thrown but what the standard library throws.
 *
 * Options are structs that begin with the library's defaults: {.rule = Rule::Guided, .batch = 1}
 * (in the order of their fields), or a variable whose fields are set. Parameters have the order of
 * the C interface; the documentation in the C headers holds here too.
 *
 * Threads as there: models and all values may be shared; lists are filled by one thread. */
#ifndef CNNVIZ_CNNVIZ_HPP
#define CNNVIZ_CNNVIZ_HPP

#if __cplusplus < 202002L
#error "cnnviz/cnnviz.hpp needs C++20 (-std=c++20); cnnviz/cnnviz.h does not"
#endif

#include <cnnviz/cpp/corpus.hpp>
#include <cnnviz/cpp/embed.hpp>
#include <cnnviz/cpp/image.hpp>
#include <cnnviz/cpp/model.hpp>
#include <cnnviz/cpp/render.hpp>
#include <cnnviz/cpp/tensor.hpp>

namespace cnnviz {

/* The library's version, "0.1.0". */
[[nodiscard]] inline std::string version() {
  return cnnviz_version();
}

/* "OK", "INVALID_ARGUMENT", ... */
[[nodiscard]] inline std::string status_name(Status status) {
  return cnnviz_status_name(static_cast<cnnviz_status>(status));
}

/* What files may ask for from now on, in this process; {}: the defaults (limits.h). */
inline void set_limits(const LimitsOptions& options) {
  const auto native = detail::native(options);
  detail::check(cnnviz_limits_set(&native));
}

}  // namespace cnnviz

#endif
