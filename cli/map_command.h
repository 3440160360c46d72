// What saliency, gradcam and occlusion have in common: for every input and every target one
// explanation, drawn over the picture.
//
// One input and one target make a row of panels: the photo and all that the method shows. Otherwise
// a row for each input and a column for each target (or, where a method has several panels for one
// target, a row for each of both).
#pragma once

#include <string>
#include <vector>

#include "command.h"
#include "inputs.h"
#include "outputs.h"
#include "panels.h"

namespace cli {

class MapCommand : public Command {
 public:
  int run() override;

 protected:
  explicit MapCommand(const char* name) : name_(name) {}

  // What one panel needs: a view of the item (may be null), one item of a result.
  struct Scene {
    const Model& model;
    const Picture& view;
    const Result& result;
    int64_t item;
    size_t target;  // which of the targets the scene is of
  };
  struct Explained {
    Result result;
    Json document;  // of one target: "targets" has an entry for each item
  };

  // Checks the command's own flags.
  virtual void prepare() {}
  // What is explained where no target is given.
  virtual const char* default_target() const { return "top"; }
  // One for each target (parsed from selectors_).
  virtual std::vector<Explained> explain_targets(const Model& model, const Tensor& input,
                                                 const std::vector<Targets>& targets) const;
  virtual Result explain(const Model& model, const Tensor& input, const Targets& target) const = 0;
  // The numbers of --raw for a target, [items, ...].
  virtual Tensor raw(const Result& result, size_t target) const = 0;
  virtual bool raw_drops_single() const { return false; }
  // A tensor [items, h, w] of the result that can be drawn; its name.
  virtual const char* map_name() const = 0;
  // Axes of that tensor in front of h and w.
  virtual size_t map_axes() const { return 1; }
  // More that a command writes: of every batch, and at the end.
  virtual void keep(const Model&, const Batch&, const std::vector<Explained>&) {}
  virtual void write_more(const Outputs&) {}
  // What is shown of one target where there is room, and where there are many.
  virtual std::vector<Panel> detail(const Scene& scene) const = 0;
  virtual std::vector<Panel> brief(const Scene& scene) const = 0;
  // Labels of the brief panels, where there are several.
  virtual std::vector<std::string> brief_columns() const { return {}; }
  // The figure's title: of one explanation, or (null) of many.
  virtual std::string title(const Json& document, const Json* target) const = 0;
  // A line on stderr about one explanation.
  virtual std::string remark(const Json& document, size_t item) const;

  // `raw_meaning`: of --raw; `otherwise`: what is explained where no target is given.
  void declare_common(CLI::App& app, const char* raw_meaning, const char* otherwise = "top");

  ModelOptions model_options_;
  InputOptions input_options_;
  OutputOptions output_options_;
  DrawingOptions drawing_;
  std::vector<std::string> selectors_;

 private:
  // One batch explained for every target; `numbers` (may be null) takes what --raw writes.
  std::vector<Explained> explain_all(const Model& model, const Batch& batch,
                                     const std::vector<Targets>& targets,
                                     RawCollector* numbers) const;
  // The rows of one item, from its explanations for all targets.
  void add_rows(const Model& model, const Batch& batch, size_t item,
                const std::vector<Explained>& explained, bool large,
                std::vector<PanelRow>& rows) const;
  FigureText figure_text(const Json& document, const std::vector<PanelRow>& rows,
                         const Json* target) const;

  const char* name_;
};

}  // namespace cli
