// What methods see of the engine: run a network forward from fed tensors, then backward from seeds.
// Abstract, so that a test can hand a method a network whose answer is known in closed form.
//
// An executor is used by one thread at a time; model/ pools them.
#pragma once

#include <map>
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
};

struct BackwardResult {
  std::vector<Tensor> gradients;  // one for each ForwardRequest::wrt, of that tensor's shape
  int64_t rectifiers = 0;         // how many rectifiers the rule governed between seeds and wrt
};

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

  // The shape a tensor has for the feeds of the last forward() (every planned tensor, whether
  // returned or not).
  virtual Shape shape(const std::string& name) const = 0;
};

}  // namespace cnnviz::core
