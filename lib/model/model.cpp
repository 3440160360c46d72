#include "model/model.h"

#include <algorithm>

#include "backend/parallel.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/chunks.h"
#include "model/layer_name.h"
#include "onnx/reader.h"

namespace cnnviz::core {

namespace {

// Learnt numbers that a node reads: float constants, but not the bounds of a clip or the factors of
// a resize.
int64_t parameters_of(const Graph& graph, const Node& node) {
  const std::string& type = node.view.type;
  if (type == "Clip" || type == "Resize" || type == "Upsample" || type == "Pad") return 0;
  int64_t sum = 0;
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    const ValueId input = node.inputs[i];
    if (input == kNoValue ||
        std::find(node.inputs.begin(), node.inputs.begin() + static_cast<int64_t>(i), input) !=
            node.inputs.begin() + static_cast<int64_t>(i))
      continue;
    const Tensor& constant = graph.values[static_cast<size_t>(input)].constant;
    if (constant.valid() && constant.type() == DataType::float32) sum += constant.size();
  }
  return sum;
}

}  // namespace

std::shared_ptr<const Model> Model::open(const std::string& path, const ModelOptions& options) {
  return build(read_model_file(path), path, options);
}

std::shared_ptr<const Model> Model::open_memory(std::span<const uint8_t> bytes,
                                                const ModelOptions& options) {
  return build(read_model_bytes(bytes), "", options);
}

std::shared_ptr<const Model> Model::build(std::shared_ptr<const Graph> graph,
                                          const std::string& path, const ModelOptions& options) {
  require(options.threads >= 0, Status::invalid_argument,
          "the number of threads is 0 (all processors) or more, not ", options.threads);
  require(options.max_memory >= 0, Status::invalid_argument,
          "max_memory is 0 (the limit of the process) or a number of bytes, not ",
          options.max_memory);
  require(!graph->inputs.empty(), Status::unsupported,
          "the model has no input: there is nothing to show it");
  const std::shared_ptr<Model> model(new Model);
  model->graph_ = std::move(graph);
  model->path_ = path;
  model->input_ = model->graph_->name(model->graph_->inputs[0].value);
  model->size_from_caller_ = options.preprocess.size.has_value();
  const PreprocessSpec spec = model->gather_spec(options);
  model->preprocessing_ = resolve_preprocessing(spec, model->graph_->inputs[0], model->input_,
                                                model->size_from_caller_, &model->warnings_);
  model->fix_input_shape();
  model->inferred_ = model->infer(model->input_shape_);
  model->load_labels(spec, options.preprocess.labels.has_value());
  HeadHints hints;
  hints.labels = static_cast<int64_t>(model->labels_.size());
  hints.output = options.output;
  hints.penultimate = spec.penultimate.value_or("");
  model->views_ =
      find_spatial_views(*model->graph_, model->inferred_, model->preprocessing_.channels_last);
  Head& head = model->head_ =
      find_head(*model->graph_, model->inferred_, model->views_, hints, &model->warnings_);
  if (!model->labels_.empty() && head.classes != 0 && head.classes != hints.labels) {
    model->warnings_.push_back(concat("the label file has ", hints.labels,
                                      " labels, but the model ", head.classes,
                                      " classes: labels are not shown"));
    model->labels_.clear();
  }
  const ValueInfo& logits =
      model->inferred_.values[static_cast<size_t>(model->graph_->require(head.logits))];
  model->batched_ = !logits.present || (!logits.shape.empty() && !model->input_shape_.empty() &&
                                        logits.shape[0] == model->input_shape_[0]);
  if (!model->batched_) model->fixed_batch_ = 0;
  ExecutorOptions engine;
  engine.fuse = options.fuse;
  engine.blocked = options.blocked;
  engine.convolutions = options.convolutions;
  model->threads_ = options.threads;
  // Under a limit one workspace at a time needs the least.
  const int64_t process_limit = limit_of(Limit::memory);
  const int64_t max_memory =
      options.max_memory == 0 && process_limit != kNoLimit ? process_limit : options.max_memory;
  model->lanes_ = options.lanes && max_memory == 0 && model->images_compute_faster_apart();
  model->pool_ = std::make_unique<ExecutorPool>(model->graph_, engine, max_memory);
  return model;
}

// A batch reads the weights once for all its images, but its maps do not stay in the processor's
// caches; one image on one thread does the opposite, and no threads wait for each other (measured:
// SqueezeNet and MobileNetV2 gain 15 to 25 %, ResNet18 and AlexNet would lose as much).
bool Model::images_compute_faster_apart() const {
  int64_t weights = 0, maps = 0;
  for (const Node& node : graph_->nodes) {
    const int64_t parameters = parameters_of(*graph_, node);
    const ValueInfo& output = inferred_.values[static_cast<size_t>(node.outputs[0])];
    weights += parameters;
    if (parameters > 0 && output.present) maps += element_count(output.shape);
  }
  return batched_ && maps > weights;
}

ChunkPlan Model::plan_batch(const TensorMap& feeds, int64_t most) const {
  ChunkPlan plan = plan_chunks(images_in(feeds), fixed_batch_, most);
  const int threads = threads_ > 0 ? threads_ : available_processors();
  // Lanes that end up without an image waste more than they gain.
  const bool balanced = plan.images % threads == 0 || plan.images >= 4 * threads;
  const bool allowed = lanes_ && (most == 0 || most >= threads) && fixed_batch_ <= 1;
  if (!allowed || threads == 1 || !balanced) return plan;
  plan.size = 1;
  plan.lanes = threads;
  return plan;
}

void Model::for_each_chunk(const ChunkPlan& plan,
                           const std::function<void(GraphExecutor&, int64_t chunk)>& work) const {
  const auto run_on = [&](int threads, int64_t chunk) {
    with_executor(threads, [&](GraphExecutor& executor) { work(executor, chunk); });
  };
  if (plan.lanes > 1) {
    check_not_forked(plan.lanes);
    return parallel_tasks(plan.count(), plan.lanes, [&](int64_t chunk) { run_on(1, chunk); });
  }
  for (int64_t chunk = 0; chunk < plan.count(); ++chunk) run_on(threads_, chunk);
}

PreprocessSpec Model::gather_spec(const ModelOptions& options) {
  PreprocessSpec spec = options.preprocess;
  check_spec(spec, "the preprocessing given", Status::invalid_argument);
  if (options.use_sidecar && !path_.empty() && path_ != "-") {
    try {
      spec.fill_from(read_sidecar(sidecar_path(path_), &warnings_));
    } catch (const Error& error) {
      if (error.status() != Status::not_found) throw;  // a model need not have one
    }
  }
  spec.fill_from(spec_from_metadata(graph_->metadata, &warnings_));
  return spec;
}

void Model::fix_input_shape() {
  const GraphInput& input = graph_->inputs[0];
  const Shape pictures = preprocessing_.input_shape();
  if (!input.shape_known) {
    input_shape_ = pictures;
    return;
  }
  input_shape_ = input.shape;
  if (!input_shape_.empty() && input_shape_[0] != kDynamic) fixed_batch_ = input_shape_[0];
  for (size_t i = 0; i < input_shape_.size(); ++i) {
    const bool of_picture = preprocessing_.takes_images && i > 0;
    if (of_picture)
      input_shape_[i] = pictures[i];
    else if (input_shape_[i] == kDynamic)
      input_shape_[i] = 1;
  }
}

void Model::load_labels(const PreprocessSpec& spec, bool from_caller) {
  if (!spec.labels) return;
  try {
    labels_ = read_labels(*spec.labels);
  } catch (const Error& error) {
    // A model without its label file still runs; one that was asked for by name must be there.
    if (from_caller) throw;
    warnings_.push_back(concat("labels are not shown: ", error.what()));
  }
}

std::string Model::label(int64_t class_index) const {
  const auto index = static_cast<size_t>(class_index);
  return class_index >= 0 && index < labels_.size() ? labels_[index] : "";
}

TensorMap Model::feed(const Tensor& input) const {
  const GraphInput& declared = graph_->inputs[0];
  const auto refuse = [&] [[noreturn]] () {
    std::vector<std::string> extents;
    for (size_t i = 0; i < input_shape_.size(); ++i) {
      const bool open =
          !declared.shape_known || declared.shape[i] == kDynamic || (i == 0 && batched_);
      extents.push_back(open ? (i == 0 ? "N" : "?") : std::to_string(input_shape_[i]));
    }
    fail(Status::invalid_argument, "the model's input \"", input_, "\" is ",
         data_type_name(declared.type), " ", join(extents, "x"), ", not ",
         data_type_name(input.type()), " ", shape_text(input.shape()));
  };
  if (input.type() != declared.type) refuse();
  if (declared.shape_known) {
    if (input.rank() != static_cast<int>(input_shape_.size())) refuse();
    for (size_t i = 0; i < input_shape_.size(); ++i)
      if (declared.shape[i] != kDynamic && !(i == 0 && batched_) &&
          input.shape()[i] != input_shape_[i])
        refuse();
  }
  if (input.size() == 0) refuse();
  return {{input_, input}};
}

int64_t Model::images_in(const TensorMap& feeds) const {
  require(!feeds.empty(), Status::invalid_argument, "nothing is fed: the model reads \"", input_,
          "\"");
  const auto main = feeds.find(input_);
  const Tensor& tensor = main != feeds.end() ? main->second : feeds.begin()->second;
  const int64_t extent = tensor.rank() > 0 ? tensor.shape()[0] : 1;
  if (batched_) return extent;
  require(main == feeds.end() || input_shape_.empty() || extent == input_shape_[0],
          Status::invalid_argument, "the model keeps no batch axis (its scores \"", head_.logits,
          "\" have none): feed one image at a time, not ", shape_text(tensor.shape()));
  return 1;
}

std::string Model::layer(const std::string& text) const {
  return parse_layer(*graph_, text);
}

InferredValues Model::infer(const Shape& input_shape) const {
  std::map<ValueId, ValueInfo> feeds;
  for (const GraphInput& input : graph_->inputs) {
    if (feeds.empty()) {
      feeds.emplace(input.value, ValueInfo::of(input.type, input_shape));
    } else if (input.shape_known) {
      Shape shape = input.shape;
      std::replace(shape.begin(), shape.end(), kDynamic, int64_t{1});
      feeds.emplace(input.value, ValueInfo::of(input.type, shape));
    }
  }
  return infer_values(*graph_, feeds, {});
}

SpatialView Model::view(const std::string& tensor) const {
  return views_[static_cast<size_t>(graph_->require(tensor))].value_or(SpatialView{});
}

SpatialView Model::view(const std::string& tensor, const TensorMap& feeds) const {
  const SpatialView usual = view(tensor);
  const auto input = feeds.find(input_);
  if (!usual.tokens || input == feeds.end()) return usual;
  Shape shape = input->second.shape();
  if (!shape.empty() && batched_) shape[0] = input_shape_[0];
  if (shape == input_shape_) return usual;
  return find_spatial_views(
             *graph_, infer(shape),
             preprocessing_.channels_last)[static_cast<size_t>(graph_->require(tensor))]
      .value_or(usual);
}

std::vector<TensorInfo> Model::tensors(const InferredValues& inferred) const {
  std::vector<TensorInfo> rows;
  const ValueId source = graph_->inputs[0].value;
  const auto add = [&](ValueId value, const Node* node) {
    if (value == kNoValue) return;
    const ValueInfo& info = inferred.values[static_cast<size_t>(value)];
    if (info.constant.valid()) return;
    TensorInfo row;
    row.name = graph_->name(value);
    row.op = node == nullptr ? "Input" : node->view.type;
    if (node != nullptr) {
      row.node = node->view.label();
      if (value == node->outputs[0]) row.parameters = parameters_of(*graph_, *node);
    }
    row.shape_known = info.present;
    if (info.present) {
      row.type = info.type;
      row.shape = info.shape;
      const auto& view = views_[static_cast<size_t>(value)];
      const bool channels_last = view && *view == channels_last_view();
      if (node != nullptr)
        row.field = field_axes(*graph_, inferred, value, source, channels_last,
                               preprocessing_.channels_last);
    }
    std::vector<std::string> roles;
    const auto role = [&](const std::string& name, const char* text) {
      if (row.name == name) roles.emplace_back(text);
    };
    role(input_, "input");
    role(head_.logits, "logits");
    role(head_.probabilities, "probabilities");
    role(head_.penultimate, "penultimate");
    role(head_.cam_layer, "maps");
    row.role = join(roles);
    if (row.name == head_.logits || row.name == head_.probabilities)
      row.class_axis = head_.class_axis;
    rows.push_back(std::move(row));
  };
  for (const GraphInput& input : graph_->inputs) add(input.value, nullptr);
  for (const Node& node : graph_->nodes)
    for (const ValueId output : node.outputs) add(output, &node);
  return rows;
}

std::vector<Tensor> Model::run(const TensorMap& feeds, const std::vector<std::string>& wanted,
                               Progress* progress) const {
  ForwardRequest request;
  for (const std::string& name : wanted) request.wanted.push_back(layer(name));
  TensorMap resolved;
  for (const auto& [name, tensor] : feeds)
    require(resolved.emplace(layer(name), tensor).second, Status::invalid_argument, "tensor ",
            quoted(name), " is fed twice");
  const ChunkPlan plan = plan_batch(resolved, 0);
  const auto parts =
      map_chunks(plan, "forward", progress, [&](GraphExecutor& executor, int64_t chunk) {
        return executor.forward(chunk_feeds(resolved, plan, chunk), request, progress);
      });
  std::vector<Tensor> joined;
  for (size_t i = 0; i < wanted.size(); ++i) {
    ChunkedTensor result;
    for (size_t chunk = 0; chunk < parts.size(); ++chunk)
      result.add(parts[chunk][i], plan, static_cast<int64_t>(chunk));
    joined.push_back(result.joined());
  }
  return joined;
}

void Model::with_executor(const std::function<void(GraphExecutor&)>& work) const {
  with_executor(threads_, work);
}

int Model::single_threads() const {
  if (pool_->budget().limit() > 0) return 1;
  return threads_ > 0 ? threads_ : available_processors();
}

void Model::with_executor(int threads, const std::function<void(GraphExecutor&)>& work) const {
  try {
    const ExecutorPool::Lease executor = pool_->borrow(threads);
    work(*executor);
    return;
  } catch (const Error& error) {
    // Idle executors hold workspaces of earlier calls: without them this one may fit.
    if (error.status() != Status::limit || pool_->drop_idle() == 0) throw;
  }
  const ExecutorPool::Lease executor = pool_->borrow(threads);
  work(*executor);
}

}  // namespace cnnviz::core
