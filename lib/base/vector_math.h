// Exponential functions on floats that compilers turn into vector code: branch-free, no library
// calls.
//
// exp: x = n ln 2 + r, |r| <= ln 2 / 2; a polynomial for exp(r), times 2^n. tanh, erf: an odd
// polynomial near zero (relative accuracy where gradients pass), 1 minus something small elsewhere.
// softplus: a polynomial for ln(1 + e), e <= 1. The coefficients are weighted minimax fits
// (Lawson's iteration) of errors below 5e-9, so that what remains is float rounding: all relative
// errors stay below 3e-7. NaN gives NaN.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace cnnviz::core {

// exp(x) = mantissa * 2^exponent, for x from -104 to 89 (beyond, what the callers do not use).
struct ScaledExp {
  float mantissa;
  int32_t exponent;
};

inline ScaledExp scaled_exp(float x) {
  // Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits.
  const float shifted = x * 1.44269504f + 12582912.0f;
  const float n = shifted - 12582912.0f;
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 0.0013813145f;
  p = p * r + 0.0083694197f;
  p = p * r + 0.041668456f;
  p = p * r + 0.16666515f;
  p = p * r + 0.49999994f;
  p = p * r * r + r + 1.0f;
  return {p, std::bit_cast<int32_t>(shifted) - 0x4B400000};
}

// 2^exponent where that is a normal number.
inline float power_of_two(int32_t exponent) {
  return std::bit_cast<float>((exponent + 127) << 23);
}

inline float fast_exp(float x) {
  // The two selects stand far apart: next to each other they are made into branches.
  const float raised = x < -104.0f ? -104.0f : x;  // zero from there on
  const ScaledExp e = scaled_exp(raised);
  // Two factors, since 2^n alone may lie outside the normal numbers.
  const int32_t half = e.exponent >> 1;
  const float power = e.mantissa * power_of_two(half) * power_of_two(e.exponent - half);
  return x > 89.0f ? std::numeric_limits<float>::infinity() : power;
}

// 1 / (1 + exp(-x)), from t = exp(-|x|), which is at most 1: one factor makes its power of two, and
// nothing overflows.
inline float fast_logistic(float x) {
  const float magnitude = x < 0 ? x : -x;
  const ScaledExp e = scaled_exp(magnitude < -87.0f ? -87.0f : magnitude);
  const float power = e.mantissa * power_of_two(e.exponent);
  const float t = magnitude < -87.0f ? 0.0f : power;
  return (x < 0 ? t : 1.0f) / (1.0f + t);
}

// ln(1 + exp(x)) = max(x, 0) + ln(1 + exp(-|x|))
inline float fast_softplus(float x) {
  const float e = fast_exp(x > 0 ? -x : x);
  float p = -0.0032428035f;
  p = p * e + 0.019845657f;
  p = p * e - 0.05694792f;
  p = p * e + 0.10602383f;
  p = p * e - 0.15304765f;
  p = p * e + 0.19675614f;
  p = p * e - 0.24954058f;
  p = p * e + 0.33329952f;
  p = p * e - 0.49999902f;
  p = p * e + 1.0f;
  return (x > 0 ? x : 0.0f) + p * e;
}

inline float fast_tanh(float x) {
  const float magnitude = x < 0 ? -x : x;
  const float far = 1.0f - 2.0f / (fast_exp(2.0f * magnitude) + 1.0f);
  const float square = x * x;
  float p = -0.0057429950f;
  p = p * square + 0.020671472f;
  p = p * square - 0.053749118f;
  p = p * square + 0.13331549f;
  p = p * square - 0.33333287f;
  const float near = x + x * square * p;
  return magnitude < 0.6f ? near : (x < 0 ? -far : far);
}

inline float fast_erf(float x) {
  const float magnitude = x < 0 ? -x : x;
  const float t = (magnitude > 4.0f ? 4.0f : magnitude) - 2.0f;
  float q = 1.8557488e-4f;
  q = q * t - 7.1271772e-4f;
  q = q * t + 3.5436864e-3f;
  q = q * t - 1.6487272e-2f;
  q = q * t - 0.92375308f;
  q = q * t - 4.4181595f;
  q = q * t - 5.3649411f;
  const float far = 1.0f - fast_exp(q);
  const float square = x * x;
  float p = 7.8538789e-5f;
  p = p * square - 8.0102001e-4f;
  p = p * square + 5.1883287e-3f;
  p = p * square - 2.6853813e-2f;
  p = p * square + 0.11283585f;
  p = p * square - 0.37612626f;
  p = p * square + 1.1283791f;
  return magnitude < 1.0f ? x * p : (x < 0 ? -far : far);
}

}  // namespace cnnviz::core
