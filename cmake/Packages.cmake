# Debian packages: `cpack --config build/CPackConfig.cmake` makes libcnnviz0 (the library), libcnnviz-dev
# (headers, descriptions) and cnnviz (tool, demo). A build for them is configured with
# -DCMAKE_INSTALL_PREFIX=/usr, so that the library lies where Debian has libraries.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME cnnviz)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "explains convolutional networks in ONNX format")
set(CPACK_PACKAGE_VENDOR "The cnnviz authors")
set(CPACK_PACKAGE_CONTACT "The cnnviz authors <cnnviz@example.invalid>" CACHE STRING
    "Who maintains the packages: name <address>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_COMPONENTS_ALL library development tool)
set(CPACK_COMPONENT_DEVELOPMENT_DEPENDS library)
set(CPACK_COMPONENT_TOOL_DEPENDS library)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/lib)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY >=)

# describe_package(COMPONENT NAME SECTION CONTENT): its description, terms and changes.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(READ NOTICE notice)
macro(describe_package component name section content)
  string(TOUPPER ${component} of)
  set(CPACK_DEBIAN_${of}_PACKAGE_NAME ${name})
  set(CPACK_DEBIAN_${of}_PACKAGE_SECTION ${section})
  set(CPACK_DEBIAN_${of}_DESCRIPTION "This package has the ${content}.
It shows what a convolutional network has learnt: saliency maps, Grad-CAM,
occlusion, filters, pictures that maximize a neuron, and more, of any
network in ONNX format. No training framework is needed.")
  set(about ${PROJECT_BINARY_DIR}/packages/${component})
  file(WRITE ${about}/copyright "${notice}
On Debian systems the Apache License, Version 2.0, is in
/usr/share/common-licenses/Apache-2.0.
")
  file(WRITE ${about}/changelog "${name} (${PROJECT_VERSION}) unstable; urgency=medium

  * What has changed is told by CHANGELOG.md.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
  execute_process(COMMAND gzip -9nf ${about}/changelog COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${about}/copyright ${about}/changelog.gz CHANGELOG.md
          DESTINATION share/doc/${name} COMPONENT ${component})
endmacro()
describe_package(library libcnnviz${CNNVIZ_SOVERSION} libs "library that programs are linked to")
describe_package(development libcnnviz-dev libdevel "headers for C and C++")
describe_package(tool cnnviz science "command line tool")

# The loader's cache is renewed once, after all packages of a run.
file(WRITE ${PROJECT_BINARY_DIR}/packages/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${PROJECT_BINARY_DIR}/packages/triggers)

include(CPack)
