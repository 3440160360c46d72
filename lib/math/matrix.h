// Matrix products for rooms that do not see the backend.
#pragma once

#include "backend/matrix.h"
