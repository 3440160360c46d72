#include "map_command.h"

namespace cli {

void MapCommand::declare_common(CLI::App& app, const char* raw_meaning, const char* otherwise) {
  model_options_.declare(app);
  input_options_.declare(app);
  output_options_.declare(app, raw_meaning);
  drawing_.declare(app);
  declare_targets(app, selectors_, otherwise);
}

std::string MapCommand::remark(const Json& document, size_t item) const {
  const Json& target = document.at("targets").at(item);
  const std::string selector = target.at("target").get<std::string>();
  const std::string name = target_name(target);
  return (name == selector ? "" : selector + ": ") + name + ", " + target_value(target);
}

void MapCommand::add_rows(const Model& model, const Batch& batch, size_t item,
                          const std::vector<Explained>& explained, bool large,
                          std::vector<PanelRow>& rows) const {
  const Tensor maps = tensor_of(explained.front().result, map_name());
  const std::vector<int64_t> shape = shape_of(maps);
  if (shape.size() != map_axes() + 2)
    throw Failure(kUnsupported, std::string("what is explained has no two axes to draw (") +
                                    shape_text(shape) + "): write the numbers with --raw");
  const Picture view = view_of(model, batch, item, large ? kLargeSide : kSmallSide,
                               shape[map_axes()], shape[map_axes() + 1]);
  PanelRow row;
  const auto begin_row = [&] {
    row = PanelRow();
    if (view == nullptr) {
      if (!large) row.label = short_name(batch.items[item].name);
      return;
    }
    row.panels.emplace_back();
    row.panels.back().picture = shared(view);
    row.panels.back().caption = short_name(batch.items[item].name);
  };
  begin_row();
  for (size_t t = 0; t < explained.size(); ++t) {
    const Explained& one = explained[t];
    const Scene scene{model, view, one.result, static_cast<int64_t>(item), t};
    const Json& target = one.document.at("targets").at(item);
    std::vector<Panel> panels = large ? detail(scene) : brief(scene);
    if (!large && !panels.empty()) {
      const std::string what = target_name(target) + ", " + target_value(target);
      if (panels.size() == 1)
        panels.front().caption = what;
      else if (!row.panels.empty())
        row.panels.front().caption += ": " + what;
      else
        row.label += ": " + what;
    }
    const bool own_row = panels.size() > 1;
    for (Panel& panel : panels) row.panels.push_back(std::move(panel));
    if (own_row) {
      rows.push_back(std::move(row));
      begin_row();
    }
  }
  if (row.panels.size() > (view != nullptr ? 1U : 0U)) rows.push_back(std::move(row));
}

FigureText MapCommand::figure_text(const Json& document, const std::vector<PanelRow>& rows,
                                   const Json* target) const {
  FigureText text;
  text.title = title(document, target);
  std::vector<std::string> columns = brief_columns();
  if (columns.empty() && rows.size() > 1 && selectors_.size() > 1) columns = selectors_;
  if (columns.empty() || rows.empty()) return text;
  if (rows.front().panels.size() > columns.size()) text.columns.emplace_back();  // the photo's
  text.columns.insert(text.columns.end(), columns.begin(), columns.end());
  return text;
}

std::vector<MapCommand::Explained> MapCommand::explain_targets(
    const Model& model, const Tensor& input, const std::vector<Targets>& targets) const {
  std::vector<Explained> explained;
  for (const Targets& target : targets) {
    Result result = explain(model, input, target);
    Json document = document_of(result);
    explained.push_back({std::move(result), std::move(document)});
  }
  return explained;
}

std::vector<MapCommand::Explained> MapCommand::explain_all(const Model& model, const Batch& batch,
                                                           const std::vector<Targets>& targets,
                                                           RawCollector* numbers) const {
  std::vector<Explained> explained = explain_targets(model, batch.input, targets);
  for (size_t i = 0; i < explained.size(); ++i) {
    Json& document = explained[i].document;
    for (const Json& warning : document.at("warnings"))
      session().warning(warning.get<std::string>());
    if (numbers != nullptr) numbers->add(i, raw(explained[i].result, i));
    document["images"] = Json::array();
    document["output"] = Json::array();
    for (const Item& item : batch.items) document["images"].push_back(item.name);
  }
  return explained;
}

int MapCommand::run() {
  prepare();
  check_color_map(drawing_.color_map);
  if (selectors_.empty()) selectors_ = {default_target()};
  const Model model = model_options_.open();
  std::vector<Targets> targets;
  for (const std::string& selector : selectors_)
    targets.push_back(made<Targets>(cnnviz_targets_parse, model.get(), selector.c_str()));
  Inputs inputs(model, input_options_);
  const Outputs outputs(name_, model_options_, output_options_, inputs.stems(), inputs.files());
  const bool large = targets.size() == 1 && outputs.separate();
  const int32_t side = large ? kLargeSide : kSmallSide;

  Json documents = Json::array();
  RawCollector numbers;
  std::vector<PanelRow> rows;
  session().begin_progress(name_, inputs.count(), model_options_.progress_mode());
  while (auto batch = inputs.next()) {
    auto explained = explain_all(model, *batch, targets, outputs.wants_raw() ? &numbers : nullptr);
    batch->keep(explained.front().document.at("targets").size());
    keep(model, *batch, explained);
    for (size_t item = 0; item < batch->items.size(); ++item) {
      for (const Explained& one : explained)
        session().note(batch->items[item].name + ": " + remark(one.document, item));
      if (outputs.draws()) add_rows(model, *batch, item, explained, large, rows);
      if (outputs.draws() && outputs.separate()) {
        const std::string path = outputs.picture_path(batch->items[item].stem);
        const Json& document = explained.front().document;
        const Json* target = large ? &document.at("targets").at(item) : nullptr;
        outputs.write(draw_figure(rows, figure_text(document, rows, target), side), path, document);
        for (Explained& one : explained) one.document["output"].push_back(path);
        rows.clear();
      }
      session().advance();
    }
    for (Explained& one : explained) documents.push_back(std::move(one.document));
  }
  session().end_progress();
  if (documents.empty()) return inputs.exit_code();
  if (outputs.draws() && !outputs.separate()) {
    const std::string path = outputs.picture_path("");
    const FigureText text = figure_text(documents.front(), rows, nullptr);
    outputs.write(draw_figure(rows, text, side), path, documents);
    for (Json& document : documents) document["output"].push_back(path);
  }
  if (outputs.wants_raw()) outputs.write_raw(numbers.joined(raw_drops_single()));
  write_more(outputs);
  if (outputs.wants_json()) outputs.print(documents);
  return inputs.exit_code();
}

}  // namespace cli
