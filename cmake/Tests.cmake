# What every test has, those of the fuzz targets too.
set(CNNVIZ_TEST_DATA ${PROJECT_SOURCE_DIR}/../shared/data CACHE PATH
    "Models, pictures and ONNX node tests; tests that need them skip where it is missing")

# Exit code 77 marks a skipped test; the test prints why.
function(cnnviz_add_test name)
  add_test(NAME ${name} COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600
    ENVIRONMENT "CNNVIZ_TEST_DATA=${CNNVIZ_TEST_DATA};CNNVIZ_SOURCE=${PROJECT_SOURCE_DIR};CNNVIZ_BUILD=${PROJECT_BINARY_DIR}")
endfunction()
