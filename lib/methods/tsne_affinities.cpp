#include "methods/tsne_affinities.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "math/parallel.h"

namespace cnnviz::core {

namespace {

constexpr int kMostSteps = 200;

struct Entry {
  int32_t column;
  float value;
};

// The rows of the conditional affinities, each in ascending order of its columns.
struct Conditional {
  int64_t rows, count;
  std::vector<Entry> entries;
};

// Its transpose: columns of row j are the points that have j among their neighbors, ascending.
void transpose(const Conditional& from, std::vector<int64_t>& begin, std::vector<Entry>& entries) {
  begin.assign(static_cast<size_t>(from.rows) + 1, 0);
  for (const Entry& entry : from.entries) ++begin[static_cast<size_t>(entry.column) + 1];
  for (size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
  entries.resize(from.entries.size());
  std::vector<int64_t> next(begin.begin(), begin.end() - 1);
  for (int64_t i = 0; i < from.rows; ++i)
    for (int64_t e = i * from.count; e < (i + 1) * from.count; ++e) {
      const Entry& entry = from.entries[static_cast<size_t>(e)];
      entries[static_cast<size_t>(next[static_cast<size_t>(entry.column)]++)] = {
          static_cast<int32_t>(i), entry.value};
    }
}

// Calls use(column, sum of the values) for the columns of two ascending lists.
template <typename Use>
void merged(std::span<const Entry> a, std::span<const Entry> b, const Use& use) {
  size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (j == b.size() || (i < a.size() && a[i].column < b[j].column)) {
      use(a[i].column, a[i].value);
      ++i;
    } else if (i == a.size() || b[j].column < a[i].column) {
      use(b[j].column, b[j].value);
      ++j;
    } else {
      use(a[i].column, a[i].value + b[j].value);
      ++i, ++j;
    }
  }
}

Conditional conditional_affinities(const Neighbors& neighbors, double perplexity,
                                   int64_t* tied_rows, Progress* progress) {
  const int64_t rows = neighbors.indices.shape()[0], count = neighbors.indices.shape()[1];
  const int64_t* indices = neighbors.indices.ints().data();
  const float* distances = neighbors.distances.floats().data();
  Conditional result{rows, count, std::vector<Entry>(static_cast<size_t>(rows * count))};
  std::atomic<int64_t> tied{0};
  parallel_ranges(rows, static_cast<double>(300 * count), [&](int64_t begin, int64_t end) {
    std::vector<double> squares(static_cast<size_t>(count)), row(squares.size());
    for (int64_t i = begin; i < end; ++i) {
      if (progress != nullptr && progress->cancelled()) return;
      for (size_t e = 0; e < squares.size(); ++e) {
        const auto distance = static_cast<double>(distances[i * count + static_cast<int64_t>(e)]);
        squares[e] = distance * distance;
      }
      if (!row_affinities(squares, perplexity, row)) ++tied;
      Entry* entries = result.entries.data() + i * count;
      for (int64_t e = 0; e < count; ++e)
        entries[e] = {static_cast<int32_t>(indices[i * count + e]),
                      static_cast<float>(row[static_cast<size_t>(e)])};
      std::sort(entries, entries + count,
                [](const Entry& a, const Entry& b) { return a.column < b.column; });
      advance_stage(progress, 1);
    }
  });
  check_cancelled(progress);
  *tied_rows = tied;
  return result;
}

}  // namespace

bool row_affinities(std::span<const double> squared_distances, double perplexity,
                    std::span<double> row) {
  const double least = *std::min_element(squared_distances.begin(), squared_distances.end());
  const double largest = *std::max_element(squared_distances.begin(), squared_distances.end());
  const auto evenly = [&](double count) {
    for (size_t j = 0; j < row.size(); ++j) row[j] = squared_distances[j] == least ? 1 / count : 0;
  };
  const auto ties =
      static_cast<double>(std::count(squared_distances.begin(), squared_distances.end(), least));
  // The entropy falls from that of all neighbors alike (beta 0) to that of the nearest ones alone.
  if (ties >= perplexity) {
    evenly(ties);
    return ties == perplexity;
  }
  const double wanted = std::log(perplexity);
  double low = 0, high = std::numeric_limits<double>::infinity(), beta = 1 / (largest - least);
  for (int step = 0; step < kMostSteps; ++step) {
    double sum = 0, weighted = 0;
    for (size_t j = 0; j < row.size(); ++j) {
      const double difference = squared_distances[j] - least;
      row[j] = std::exp(-beta * difference);
      sum += row[j];
      weighted += row[j] * difference;
    }
    const double entropy = std::log(sum) + beta * weighted / sum;
    for (double& value : row) value /= sum;
    if (std::abs(entropy - wanted) <= kEntropyTolerance) return true;
    (entropy > wanted ? low : high) = beta;
    beta = std::isinf(high) ? beta * 2 : (low + high) / 2;
  }
  return false;
}

Affinities joint_affinities(const Neighbors& neighbors, double perplexity, Progress* progress) {
  begin_stage(progress, "affinities", neighbors.indices.shape()[0]);
  Affinities result;
  const Conditional own =
      conditional_affinities(neighbors, perplexity, &result.tied_rows, progress);
  std::vector<int64_t> begin;
  std::vector<Entry> others;
  transpose(own, begin, others);
  const auto lists = [&](int64_t i) {
    const auto first = static_cast<size_t>(begin[static_cast<size_t>(i)]);
    const auto last = static_cast<size_t>(begin[static_cast<size_t>(i) + 1]);
    return std::pair{
        std::span(own.entries)
            .subspan(static_cast<size_t>(i * own.count), static_cast<size_t>(own.count)),
        std::span<const Entry>(others).subspan(first, last - first)};
  };
  result.begin.assign(static_cast<size_t>(own.rows) + 1, 0);
  for (int64_t i = 0; i < own.rows; ++i) {
    const auto [a, b] = lists(i);
    int64_t& end = result.begin[static_cast<size_t>(i) + 1];
    end = result.begin[static_cast<size_t>(i)];
    merged(a, b, [&](int32_t, float) { ++end; });
  }
  result.columns.resize(static_cast<size_t>(result.begin.back()));
  result.values.resize(result.columns.size());
  const double scale = 1 / (2 * static_cast<double>(own.rows));
  for (int64_t i = 0; i < own.rows; ++i) {
    const auto [a, b] = lists(i);
    auto at = static_cast<size_t>(result.begin[static_cast<size_t>(i)]);
    merged(a, b, [&](int32_t column, float value) {
      result.columns[at] = column;
      result.values[at++] = static_cast<float>(static_cast<double>(value) * scale);
    });
  }
  return result;
}

Affinities renumbered(const Affinities& affinities, std::span<const int32_t> number) {
  const int64_t rows = affinities.rows();
  Affinities result;
  result.tied_rows = affinities.tied_rows;
  result.begin.assign(affinities.begin.size(), 0);
  for (int64_t i = 0; i < rows; ++i) {
    const auto at = static_cast<size_t>(i);
    result.begin[static_cast<size_t>(number[at]) + 1] =
        affinities.begin[at + 1] - affinities.begin[at];
  }
  for (size_t i = 1; i < result.begin.size(); ++i) result.begin[i] += result.begin[i - 1];
  result.columns.resize(affinities.columns.size());
  result.values.resize(affinities.values.size());
  parallel_ranges(rows, 5000, [&](int64_t first, int64_t last) {
    std::vector<Entry> row;
    for (int64_t i = first; i < last; ++i) {
      const auto at = static_cast<size_t>(i);
      row.clear();
      for (int64_t e = affinities.begin[at]; e < affinities.begin[at + 1]; ++e)
        row.push_back({number[static_cast<size_t>(affinities.columns[static_cast<size_t>(e)])],
                       affinities.values[static_cast<size_t>(e)]});
      std::sort(row.begin(), row.end(),
                [](const Entry& a, const Entry& b) { return a.column < b.column; });
      auto to = static_cast<size_t>(result.begin[static_cast<size_t>(number[at])]);
      for (const Entry& entry : row) {
        result.columns[to] = entry.column;
        result.values[to++] = entry.value;
      }
    }
  });
  return result;
}

}  // namespace cnnviz::core
