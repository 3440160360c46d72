// Loops over threads (parallel_ranges, CNNVIZ_HOT) for rooms that do not see the backend.
#pragma once

#include "backend/parallel.h"
