// The functions of unary.cpp, each a struct with its value and its derivative, the latter from the
// output where that is possible (then the executor need not keep the input), else from the input.
// Definitions: the ONNX operator specification.
#pragma once

#include <cmath>

#include "base/vector_math.h"
#include "ops/elementwise.h"

namespace cnnviz::core::unary {

// The node's attributes, or the defaults of the operator.
struct Parameters {
  float alpha = 0, beta = 0;
};

// What the derivative is computed from.
enum class Source : uint8_t { nothing, input, output };

// Defaults of what the structs below may state otherwise.
struct Function {
  static constexpr Source kSource = Source::input;
  static constexpr Rectifier kRectifier = Rectifier::none;
  static constexpr bool kKeepsZero = true;  // f(0) == 0 and f'(0) is finite
  static constexpr double kCost = 0.2;      // nanoseconds per element
};

struct Relu : Function {
  static constexpr Source kSource = Source::output;
  static constexpr Rectifier kRectifier = Rectifier::relu;
  static float value(float x, Parameters) { return 0 > x ? 0 : x; }
  static float slope(float y, Parameters) { return y > 0 ? 1.0f : 0.0f; }
};

// Two of each: from the output as long as alpha >= 0 leaves the sign, from the input else.
struct LeakyRelu : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static float value(float x, Parameters p) { return x < 0 ? p.alpha * x : x; }
  static float slope(float x, Parameters p) { return x > 0 ? 1.0f : p.alpha; }
};
struct LeakyReluFromOutput : LeakyRelu {
  static constexpr Source kSource = Source::output;
};

struct Elu : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static constexpr double kCost = 0.5;
  static float value(float x, Parameters p) {
    const float below = p.alpha * (fast_exp(x) - 1);
    return x < 0 ? below : x;
  }
  static float slope(float x, Parameters p) {
    const float below = p.alpha * fast_exp(x);
    return x > 0 ? 1.0f : below;
  }
};
struct EluFromOutput : Elu {
  static constexpr Source kSource = Source::output;
  static float slope(float y, Parameters p) { return y > 0 ? 1.0f : y + p.alpha; }
};

// beta is what ONNX calls gamma.
struct Selu : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static constexpr double kCost = 0.5;
  static float value(float x, Parameters p) {
    const float below = p.beta * p.alpha * (fast_exp(x) - 1);
    return x > 0 ? p.beta * x : below;
  }
  static float slope(float x, Parameters p) {
    const float below = p.beta * p.alpha * fast_exp(x);
    return x > 0 ? p.beta : below;
  }
};

struct Celu : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static constexpr double kCost = 0.5;
  static float value(float x, Parameters p) {
    const float below = p.alpha * (fast_exp(x / p.alpha) - 1);
    return x < 0 ? below : x;
  }
  static float slope(float x, Parameters p) {
    const float below = fast_exp(x / p.alpha);
    return x > 0 ? 1.0f : below;
  }
};

struct ThresholdedRelu : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static float value(float x, Parameters p) { return x > p.alpha ? x : 0.0f; }
  static float slope(float x, Parameters p) { return x > p.alpha ? 1.0f : 0.0f; }
};

struct HardSwish : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static float value(float x, Parameters) { return x * clamped(x / 6 + 0.5f, 0, 1); }
  static float slope(float x, Parameters) {
    const float inside = x > -3 ? x / 3 + 0.5f : 0.0f;
    return x < 3 ? inside : 1.0f;
  }
};

struct Softplus : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static constexpr bool kKeepsZero = false;
  static constexpr double kCost = 0.5;
  static float value(float x, Parameters) { return fast_softplus(x); }
  static float slope(float x, Parameters) { return fast_logistic(x); }
};

// x tanh(softplus(x)); with e = exp(x), tanh(ln(1 + e)) = e (e + 2) / (e (e + 2) + 2).
struct Mish : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static constexpr double kCost = 1;
  static float gate(float x) {
    const float e = fast_exp(x < 20 ? x : 20.0f);
    const float n = e * (e + 2);
    return n / (n + 2);
  }
  static float value(float x, Parameters) { return x * gate(x); }
  static float slope(float x, Parameters) {
    const float t = gate(x);
    return t + x * (1 - t * t) * fast_logistic(x);
  }
};

struct Gelu : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static constexpr double kCost = 1;
  static float normal_integral(float x) { return 0.5f * (1 + fast_erf(x * 0.70710678f)); }
  static float value(float x, Parameters) { return x * normal_integral(x); }
  static float slope(float x, Parameters) {
    return normal_integral(x) + x * 0.39894228f * fast_exp(-0.5f * x * x);
  }
};

// 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
struct GeluTanh : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static constexpr double kCost = 1;
  static float gate(float x) { return fast_tanh(0.79788456f * (x + 0.044715f * x * x * x)); }
  static float value(float x, Parameters) { return 0.5f * x * (1 + gate(x)); }
  static float slope(float x, Parameters) {
    const float t = gate(x);
    return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * 0.79788456f * (1 + 0.134145f * x * x);
  }
};

// x / (1 + exp(-alpha x))
struct Swish : Function {
  static constexpr Rectifier kRectifier = Rectifier::extended;
  static constexpr double kCost = 0.6;
  static float value(float x, Parameters p) { return x * fast_logistic(p.alpha * x); }
  static float slope(float x, Parameters p) {
    const float s = fast_logistic(p.alpha * x);
    return s + p.alpha * x * s * (1 - s);
  }
};

struct Sigmoid : Function {
  static constexpr Source kSource = Source::output;
  static constexpr bool kKeepsZero = false;
  static constexpr double kCost = 0.5;
  static float value(float x, Parameters) { return fast_logistic(x); }
  static float slope(float y, Parameters) { return y * (1 - y); }
};

struct Tanh : Function {
  static constexpr Source kSource = Source::output;
  static constexpr double kCost = 0.6;
  static float value(float x, Parameters) { return fast_tanh(x); }
  static float slope(float y, Parameters) { return 1 - y * y; }
};

struct HardSigmoid : Function {
  static constexpr Source kSource = Source::output;
  static constexpr bool kKeepsZero = false;
  static float value(float x, Parameters p) { return clamped(p.alpha * x + p.beta, 0, 1); }
  static float slope(float y, Parameters p) {
    const float below_one = y < 1 ? p.alpha : 0.0f;
    return y > 0 ? below_one : 0.0f;
  }
};

struct Softsign : Function {
  static constexpr Source kSource = Source::output;
  static float value(float x, Parameters) { return x / (1 + std::fabs(x)); }
  static float slope(float y, Parameters) {
    const float root = 1 - std::fabs(y);
    return root * root;
  }
};

struct Erf : Function {
  static constexpr double kCost = 0.8;
  static float value(float x, Parameters) { return fast_erf(x); }
  static float slope(float x, Parameters) { return 1.1283792f * fast_exp(-x * x); }
};

struct Exp : Function {
  static constexpr Source kSource = Source::output;
  static constexpr bool kKeepsZero = false;
  static constexpr double kCost = 0.4;
  static float value(float x, Parameters) { return fast_exp(x); }
  static float slope(float y, Parameters) { return y; }
};

struct Log : Function {
  static constexpr bool kKeepsZero = false;
  static constexpr double kCost = 6;
  static float value(float x, Parameters) { return std::log(x); }
  static float slope(float x, Parameters) { return 1 / x; }
};

struct Sqrt : Function {
  static constexpr Source kSource = Source::output;
  static constexpr bool kKeepsZero = false;
  static constexpr double kCost = 1;
  static float value(float x, Parameters) { return std::sqrt(x); }
  static float slope(float y, Parameters) { return 0.5f / y; }
};

struct Reciprocal : Function {
  static constexpr Source kSource = Source::output;
  static constexpr bool kKeepsZero = false;
  static float value(float x, Parameters) { return 1 / x; }
  static float slope(float y, Parameters) { return -y * y; }
};

// Trigonometric and hyperbolic functions and their inverses, from the C library.
struct Trigonometric : Function {
  static constexpr double kCost = 8;
};
struct Sin : Trigonometric {
  static float value(float x, Parameters) { return std::sin(x); }
  static float slope(float x, Parameters) { return std::cos(x); }
};
struct Cos : Trigonometric {
  static constexpr bool kKeepsZero = false;
  static float value(float x, Parameters) { return std::cos(x); }
  static float slope(float x, Parameters) { return -std::sin(x); }
};
struct Tan : Trigonometric {
  static constexpr Source kSource = Source::output;
  static float value(float x, Parameters) { return std::tan(x); }
  static float slope(float y, Parameters) { return 1 + y * y; }
};
struct Asin : Trigonometric {
  static float value(float x, Parameters) { return std::asin(x); }
  static float slope(float x, Parameters) { return 1 / std::sqrt(1 - x * x); }
};
struct Acos : Trigonometric {
  static constexpr bool kKeepsZero = false;
  static float value(float x, Parameters) { return std::acos(x); }
  static float slope(float x, Parameters) { return -1 / std::sqrt(1 - x * x); }
};
struct Atan : Trigonometric {
  static float value(float x, Parameters) { return std::atan(x); }
  static float slope(float x, Parameters) { return 1 / (1 + x * x); }
};
struct Sinh : Trigonometric {
  static float value(float x, Parameters) { return std::sinh(x); }
  static float slope(float x, Parameters) { return std::cosh(x); }
};
struct Cosh : Trigonometric {
  static constexpr bool kKeepsZero = false;
  static float value(float x, Parameters) { return std::cosh(x); }
  static float slope(float x, Parameters) { return std::sinh(x); }
};
struct Asinh : Trigonometric {
  static float value(float x, Parameters) { return std::asinh(x); }
  static float slope(float x, Parameters) { return 1 / std::sqrt(x * x + 1); }
};
struct Acosh : Trigonometric {
  static constexpr bool kKeepsZero = false;
  static float value(float x, Parameters) { return std::acosh(x); }
  static float slope(float x, Parameters) { return 1 / std::sqrt(x * x - 1); }
};
struct Atanh : Trigonometric {
  static float value(float x, Parameters) { return std::atanh(x); }
  static float slope(float x, Parameters) { return 1 / (1 - x * x); }
};

// alpha is what ONNX calls bias, beta lambd: the soft (or, bias 0, hard) threshold of wavelets.
struct Shrink : Function {
  static constexpr bool kKeepsZero = false;  // where lambd < 0
  static float value(float x, Parameters p) {
    const float above = x > p.beta ? x - p.alpha : 0.0f;
    return x < -p.beta ? x + p.alpha : above;
  }
  static float slope(float x, Parameters p) {
    const float above = x > p.beta ? 1.0f : 0.0f;
    return x < -p.beta ? 1.0f : above;
  }
};

struct Abs : Function {
  static float value(float x, Parameters) { return std::fabs(x); }
  static float slope(float x, Parameters) {
    const float negative = x < 0 ? -1.0f : 0.0f;
    return x > 0 ? 1.0f : negative;
  }
};

struct Neg : Function {
  static constexpr Source kSource = Source::nothing;
  static float value(float x, Parameters) { return -x; }
  static float slope(float, Parameters) { return -1; }
};

// Steps: no gradient passes.
struct Step : Function {
  static constexpr Source kSource = Source::nothing;
  static float slope(float, Parameters) { return 0; }
};
struct Floor : Step {
  static float value(float x, Parameters) { return std::floor(x); }
};
struct Ceil : Step {
  static float value(float x, Parameters) { return std::ceil(x); }
};
struct Round : Step {  // halves to even
  static float value(float x, Parameters) { return std::nearbyint(x); }
};
struct Sign : Step {
  static float value(float x, Parameters) {
    const float rest = x < 0 ? -1.0f : x;  // 0 and NaN stay
    return x > 0 ? 1.0f : rest;
  }
};

}  // namespace cnnviz::core::unary
