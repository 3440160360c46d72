// bytes.h
#include <cnnviz/bytes.h>

#include "api/handles.h"
#include "base/file.h"

using namespace cnnviz::api;

void cnnviz_bytes_free(cnnviz_bytes* bytes) {
  delete bytes;
}

cnnviz_status cnnviz_bytes_share(cnnviz_bytes** shared, const cnnviz_bytes* bytes) {
  return share(shared, bytes, "bytes");
}

int64_t cnnviz_bytes_size(const cnnviz_bytes* bytes) {
  return guarded_value(int64_t{-1},
                       [&] { return static_cast<int64_t>(given(bytes, "bytes").bytes->size()); });
}

const uint8_t* cnnviz_bytes_data(const cnnviz_bytes* bytes) {
  return guarded_value(static_cast<const uint8_t*>(nullptr),
                       [&] { return given(bytes, "bytes").bytes->data(); });
}

cnnviz_status cnnviz_bytes_copy(uint8_t* buffer, int64_t length, const cnnviz_bytes* bytes) {
  return guarded([&] {
    const auto& source = *given(bytes, "bytes").bytes;
    require(length == static_cast<int64_t>(source.size()), Status::invalid_argument, "length is ",
            length, ", but there are ", source.size(), " bytes");
    if (length > 0) std::memcpy(&given(buffer, "buffer"), source.data(), source.size());
  });
}

cnnviz_status cnnviz_bytes_write(const cnnviz_bytes* bytes, const char* path) {
  return guarded([&] {
    const auto& content = *given(bytes, "bytes").bytes;
    cnnviz::core::write_file(text(path, "path"), content);
  });
}
