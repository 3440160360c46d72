// What methods see of the engine: run a network forward from fed tensors, then backward from seeds.
// Abstract, so that a test can hand a method a network whose answer is known in closed form.
//
// An executor is used by one thread at a time; model/ pools them.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/progress.h"
#include "graph/geometry.h"
#include "graph/op.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

// Which operators count as rectifiers for Rule::deconvnet and Rule::guided.
enum class RectifierPolicy : uint8_t { relu, relu_like, extended };

enum class LrnBackward : uint8_t {
  automatic,  // identity under deconvnet (Zeiler & Fergus), gradient else
  gradient,
  identity,
};

using TensorMap = std::map<std::string, Tensor>;  // by tensor name

struct ForwardRequest {
  std::vector<std::string> wanted;  // returned by forward(), in this order
  std::vector<std::string> seeds;   // where a later backward() may start
  std::vector<std::string> wrt;     // with respect to which it returns gradients
};

struct BackwardOptions {
  Rule rule = Rule::gradient;
  RectifierPolicy policy = RectifierPolicy::relu_like;
  LrnBackward lrn = LrnBackward::automatic;
  // Where a Relu or a Clip from 0 on blocks all of an image's signal, let pass what would open it.
  bool redirect = false;
};

struct BackwardResult {
  std::vector<Tensor> gradients;  // one for each ForwardRequest::wrt, of that tensor's shape
  int64_t rectifiers = 0;         // how many rectifiers the rule governed between seeds and wrt
};

// WindowChanges::rows_axis: each change is of the whole tensor, whatever its axes.
constexpr int kWholeTensor = 0;

// Changes of one fed tensor of one image, each within a rectangle of the same size: an occluder at
// its positions. Rows and columns are two adjacent axes: [1, C, rows, columns] or
// [1, rows, columns, C].
struct WindowChanges {
  struct Corner {
    int64_t row = 0, column = 0;
  };

  std::string tensor;
  int rows_axis = 2;
  int64_t height = 0, width = 0;
  std::vector<Corner> corners;  // the first element of each rectangle; all of it inside
  // Writes the new elements of rectangle `change` in the tensor's axis order: C height width or
  // height width C of them, or all of the tensor.
  std::function<void(int64_t change, float* content)> write;

  // `count` changes of a whole tensor.
  static WindowChanges whole(std::string tensor, int64_t count,
                             std::function<void(int64_t change, float* content)> write);

  bool is_whole() const { return rows_axis == kWholeTensor; }
  int64_t count() const { return static_cast<int64_t>(corners.size()); }
};

struct WindowOptions {
  int64_t batch = 0;  // changes computed at once; 0: as is fastest and fits
  bool full = false;  // by whole forward passes
  bool keep_partial =
      false;  // where it is cancelled, what is computed is consumed before the error
};

// Refuses changes of what is not fed or not one image, and rectangles that reach outside.
void check_changes(const TensorMap& feeds, const WindowChanges& changes);

// `base` with these changes applied, one in each entry of the first axis.
Tensor changed_tensor(const Tensor& base, const WindowChanges& changes,
                      std::span<const int64_t> which);

// How the changes were computed.
struct WindowReport {
  bool windows = false;  // on windows, not by whole passes
  int64_t batch = 0;     // changes at once
  // Multiply-adds of one change, by a whole pass and as they were computed; 0 where not counted.
  double full_macs = 0, window_macs = 0;
};

// Wanted tensors, [changes.size(), ...], for some of the changes; called until all have been.
using WindowConsumer =
    std::function<void(std::span<const int64_t> changes, const TensorMap& values)>;

class Executor {
 public:
  virtual ~Executor() = default;

  // Feeds name tensors, inputs or inner ones; an inner one cuts the graph there. Only the ancestors
  // of what the request names are computed. Names are tensor names of the graph (resolved ones).
  virtual std::vector<Tensor> forward(const TensorMap& feeds, const ForwardRequest& request,
                                      Progress* progress = nullptr) = 0;

  // From the state that the last forward() left, any number of times. Seeds are
  // d(target)/d(tensor), each of its tensor's shape, for names that the request listed. Where
  // nothing leads from a wrt tensor to a seed, its gradient is zero.
  virtual BackwardResult backward(const TensorMap& seeds, const BackwardOptions& options,
                                  Progress* progress = nullptr) = 0;

  // Whether a forward and a backward pass for feeds of these shapes take at most `bytes` of
  // workspace, and what the model may use besides. Plans them; true where nothing is known.
  virtual bool fits(const TensorMap& feeds, const ForwardRequest& request, int64_t bytes);

  // What forward() would return for each change alone. The feeds hold one image; what backward()
  // starts from is lost. This one runs whole forward passes of options.batch (0: 8) changes, the
  // other feeds repeated for each.
  virtual WindowReport forward_windows(const TensorMap& feeds, const WindowChanges& changes,
                                       const std::vector<std::string>& wanted,
                                       const WindowOptions& options, const WindowConsumer& consume,
                                       Progress* progress = nullptr);

  // The shape a tensor has for the feeds of the last forward() (every planned tensor, whether
  // returned or not).
  virtual Shape shape(const std::string& name) const = 0;
};

}  // namespace cnnviz::core
