#include "base/json_memory.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "support/check.h"

using namespace cnnviz::core;

// Documents are as the library makes them.
TEST(test_base_json_memory__documents) {
  Json document;
  document["z"] = {1, 2, 3};
  document["a"]["nested"] = Json::array({"x", nullptr, 0.5});
  CHECK_EQ(document.dump(), std::string(R"({"z":[1,2,3],"a":{"nested":["x",null,0.5]}})"));
  const Json copy = document;
  document.clear();
  CHECK_EQ(copy["z"].get<std::vector<int>>().size(), size_t{3});
}

// Deep documents are destroyed without recursion.
TEST(test_base_json_memory__deep) {
  Json document = 1;
  for (int i = 0; i < 200000; ++i) {
    Json outer = Json::array();
    outer.push_back(std::move(document));
    document = std::move(outer);
  }
  CHECK(document.is_array());
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_base_json_memory__documents),
      CASE(test_base_json_memory__deep),
  });
}
