# What the native modules of all languages are made with: SWIG (CNNVIZ_SWIG), its descriptions, the
# project's folder (CNNVIZ_SOURCE_FOLDER) and version (CNNVIZ_VERSION), and the library as the target
# `cnnviz`: the one that CNNVIZ_LIBRARY names, else this source tree's, built now.
find_program(CNNVIZ_SWIG swig)
if(CNNVIZ_SWIG)
  execute_process(COMMAND ${CNNVIZ_SWIG} -version OUTPUT_VARIABLE swig_version)
  string(REGEX MATCH "Version ([0-9.]+)" swig_version "${swig_version}")
  set(swig_version ${CMAKE_MATCH_1})
endif()
if(NOT CNNVIZ_SWIG OR swig_version VERSION_LESS 4.2)
  message(FATAL_ERROR "SWIG 4.2 or newer is needed, found: \"${swig_version}\". "
                      "Install it with: pip install swig (Debian 12's 4.1.0 is too old), or give -DCNNVIZ_SWIG=PATH")
endif()
file(GLOB_RECURSE descriptions CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.i)

cmake_path(SET CNNVIZ_SOURCE_FOLDER NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../..)
set(CNNVIZ_LIBRARY "" CACHE FILEPATH "libcnnviz.so of these sources to use in place of one built now")
if(TARGET cnnviz)
  # The whole project is being built, and this is a part of it.
elseif(CNNVIZ_LIBRARY)
  file(REAL_PATH ${CNNVIZ_LIBRARY} CNNVIZ_LIBRARY)  # a link would come to the wheel as one
  add_library(cnnviz SHARED IMPORTED)
  set_target_properties(cnnviz PROPERTIES IMPORTED_LOCATION ${CNNVIZ_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${CNNVIZ_SOURCE_FOLDER}/include)
else()
  set(CNNVIZ_BUILD_TESTS OFF)
  add_subdirectory(${CNNVIZ_SOURCE_FOLDER} ${CMAKE_CURRENT_BINARY_DIR}/cnnviz EXCLUDE_FROM_ALL)
endif()

file(STRINGS ${CNNVIZ_SOURCE_FOLDER}/CMakeLists.txt CNNVIZ_VERSION REGEX "project\\(cnnviz VERSION")
string(REGEX MATCH "[0-9]+[.][0-9]+[.][0-9]+" CNNVIZ_VERSION "${CNNVIZ_VERSION}")
