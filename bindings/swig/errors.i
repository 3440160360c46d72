/* After every call: was it well? Each language defines CNNVIZ_CALL(action) in its arrays.i. */
%exception {
  CNNVIZ_CALL($action)
}
