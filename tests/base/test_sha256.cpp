#include "base/sha256.h"

#include "support/check.h"

using namespace cnnviz::test;

namespace {

std::string hash_of(const std::string& text) {
  return sha256({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

// FIPS 180-4's examples.
TEST(test_base_sha256__known_hashes) {
  CHECK_EQ(hash_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK_EQ(hash_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK_EQ(hash_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK_EQ(hash_of(std::string(1000000, 'a')),
           "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(test_base_sha256__in_parts_of_any_length) {
  std::vector<uint8_t> bytes(300);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(7 * i);
  const std::string whole = sha256(bytes);
  for (size_t step = 1; step < 140; ++step) {
    Sha256 hash;
    for (size_t at = 0; at < bytes.size(); at += step)
      hash.add(std::span(bytes).subspan(at, std::min(step, bytes.size() - at)));
    CHECK_EQ(hash.finish(), whole);
  }
}

}  // namespace

int main() {
  return run_tests(
      {CASE(test_base_sha256__known_hashes), CASE(test_base_sha256__in_parts_of_any_length)});
}
