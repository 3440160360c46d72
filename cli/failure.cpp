#include "failure.h"

namespace cli {
namespace {

[[noreturn]] void fail(cnnviz_status status, bool writing) {
  int code = kFailed;
  switch (status) {
    case CNNVIZ_STATUS_INVALID_ARGUMENT:
    case CNNVIZ_STATUS_NOT_FOUND:
      code = kUsage;
      break;
    case CNNVIZ_STATUS_IO:
      code = writing ? kFailed : kUnreadable;
      break;
    case CNNVIZ_STATUS_CORRUPT:
      code = kUnreadable;
      break;
    case CNNVIZ_STATUS_UNSUPPORTED:
      code = kUnsupported;
      break;
    case CNNVIZ_STATUS_LIMIT:
    case CNNVIZ_STATUS_OUT_OF_MEMORY:
      code = kLimit;
      break;
    case CNNVIZ_STATUS_CANCELLED:
      code = kInterrupted;
      break;
    default:
      break;
  }
  throw Failure(code, cnnviz_last_error());
}

}  // namespace

void check(cnnviz_status status) {
  if (status != CNNVIZ_STATUS_OK) fail(status, false);
}

void check_writing(cnnviz_status status) {
  if (status != CNNVIZ_STATUS_OK) fail(status, true);
}

void check_value(bool good) {
  if (!good) fail(cnnviz_last_status(), false);
}

}  // namespace cli
