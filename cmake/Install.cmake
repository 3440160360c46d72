# What `cmake --install` puts where: library, headers, tool, package descriptions, the demo.
include(CMakePackageConfigHelpers)

# Beside each other wherever they are installed, so that no linker configuration is needed.
# (In /usr the system's loader looks by itself.)
if(NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  file(RELATIVE_PATH lib_from_bin /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
  set_target_properties(cnnviz_cli PROPERTIES INSTALL_RPATH "$ORIGIN/${lib_from_bin}")
endif()

# Components are packages (Packages.cmake): what runs programs, what builds them, the tool.
install(TARGETS cnnviz cnnviz_cli EXPORT cnnviz-targets
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tool
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
        NAMELINK_COMPONENT development)
install(DIRECTORY include/cnnviz DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)

# find_package(cnnviz), target cnnviz::cnnviz
set(cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/cnnviz)
install(EXPORT cnnviz-targets NAMESPACE cnnviz:: DESTINATION ${cmake_dir} COMPONENT development)
configure_package_config_file(cmake/cnnviz-config.cmake.in cnnviz-config.cmake
                              INSTALL_DESTINATION ${cmake_dir})
# Before 1.0 another minor version may be incompatible.
write_basic_package_version_file(cnnviz-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cnnviz-config.cmake
              ${PROJECT_BINARY_DIR}/cnnviz-config-version.cmake
        DESTINATION ${cmake_dir} COMPONENT development)

# pkg-config cnnviz. ${pcfiledir} lets an installed tree be moved; absolute folders stay absolute.
file(RELATIVE_PATH prefix_from_pc
     ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" prefix_from_pc "${prefix_from_pc}")
cmake_path(APPEND pc_libdir "\${prefix}" ${CMAKE_INSTALL_LIBDIR})
cmake_path(APPEND pc_includedir "\${prefix}" ${CMAKE_INSTALL_INCLUDEDIR})
configure_file(cmake/cnnviz.pc.in cnnviz.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/cnnviz.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
        COMPONENT development)

# `cnnviz demo` looks for these in ../share/cnnviz/demo beside the tool's folder.
install(FILES examples/demo_model/demo.onnx examples/demo_model/demo.cnnviz.json
              examples/demo_model/demo_labels.txt examples/demo_model/collection.jpg
        DESTINATION ${CMAKE_INSTALL_DATADIR}/cnnviz/demo COMPONENT tool)
install(DIRECTORY examples/demo_model/samples DESTINATION ${CMAKE_INSTALL_DATADIR}/cnnviz/demo
        COMPONENT tool)
install(FILES LICENSE NOTICE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR}
        COMPONENT documentation)
include(cmake/Packages.cmake)
