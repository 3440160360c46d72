# Rules that hold for the whole tree, checked by scripts that need no more than Python 3.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
function(cnnviz_add_check name)
  cnnviz_add_test(check_${name} ${Python3_EXECUTABLE}
                  ${PROJECT_SOURCE_DIR}/tests/check_${name}.py ${PROJECT_SOURCE_DIR} ${ARGN})
  set_tests_properties(check_${name} PROPERTIES LABELS release)
endfunction()
cnnviz_add_check(layers)
cnnviz_add_check(files)
cnnviz_add_check(operators)
cnnviz_add_check(docs $<TARGET_FILE:cnnviz_cli>)
cnnviz_add_check(library $<TARGET_FILE:cnnviz> ${CNNVIZ_SOVERSION})
