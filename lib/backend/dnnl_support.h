// Small things that every file over oneDNN needs.
#pragma once

#include <new>
#include <string>

#include "backend/dnnl_compat.h"
#include "base/error.h"

namespace cnnviz::core {

// The one CPU engine.
const dnnl::engine& cpu_engine();

// Every primitive takes its scratchpad from the caller: in oneDNN's default mode a primitive may
// only run on the thread that made it.
dnnl::primitive_attr user_scratchpad();

// A text that is equal for equal descriptors.
std::string describe(const dnnl::memory::desc& desc);

// Runs `body`, turning oneDNN's exceptions into Errors that say what was being done.
template <typename Body>
auto guard_dnnl(const char* what, const Body& body) {
  try {
    return body();
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_out_of_memory) fail(Status::out_of_memory, what, ": no memory");
    fail(Status::internal, what, ": oneDNN says ", error.what());
  }
}

}  // namespace cnnviz::core
