# What the core builds with: Debian 12's own packages. Each is named here once, as an imported target.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(PNG REQUIRED)
find_package(JPEG REQUIRED)
pkg_check_modules(EXIF REQUIRED IMPORTED_TARGET libexif)
find_package(nlohmann_json REQUIRED)

# oneDNN 2.6 (Debian 12) or 3.x: -DCNNVIZ_DNNL_ROOT=<prefix> picks a copy outside the system.
set(CNNVIZ_DNNL_ROOT "" CACHE PATH "Prefix of a oneDNN other than the system's")
if(CNNVIZ_DNNL_ROOT)
  set(cnnviz_dnnl_hints PATHS ${CNNVIZ_DNNL_ROOT} NO_DEFAULT_PATH)
endif()
find_path(DNNL_INCLUDE_DIR oneapi/dnnl/dnnl.hpp ${cnnviz_dnnl_hints} PATH_SUFFIXES include)
find_library(DNNL_LIBRARY NAMES dnnl libdnnl.so.3 libdnnl.so.2 ${cnnviz_dnnl_hints} PATH_SUFFIXES lib)
if(NOT DNNL_INCLUDE_DIR OR NOT DNNL_LIBRARY)
  message(FATAL_ERROR "oneDNN not found: install libdnnl-dev, or give -DCNNVIZ_DNNL_ROOT=<prefix>")
endif()
add_library(cnnviz_dnnl INTERFACE)
target_include_directories(cnnviz_dnnl SYSTEM INTERFACE ${DNNL_INCLUDE_DIR})
target_link_libraries(cnnviz_dnnl INTERFACE ${DNNL_LIBRARY})

find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_reader.hpp REQUIRED)
