. "$(dirname "$0")/harness.sh"

run demo
expect_exit 0
for name in filters activations saliency gradcam cat_and_fish cat_and_fish_guided occlusion \
  cat_and_fish_occlusion synthesize dream patches neighbors map; do
  expect_png "cnnviz-demo/$name.png"
done
expect_stdout '^Pictures: .*/cnnviz-demo$'
expect_stdout '^\$ cnnviz saliency '
check 'the collection' [ "$(ls cnnviz-demo/collection | wc -l)" -eq 600 ]
expect_stderr 'collection.db has 600$'
expect_stdout '^k-NN classifier, 6 neighbors, leave one out: (59[0-9]|600) of 600'
expect_file cnnviz-demo/map.html
# The maps lie on the objects: more of their energy than the objects' share of the area.
check 'energies' awk '
  /^PICTURE/ { seen = 1; next }
  seen && $1 == "mean" { if ($2 > $6 && $4 > $6 && $5 > $6 && $5 <= 100) good = 1 }
  END { exit good ? 0 : 1 }' "$out"

run demo -o elsewhere --quiet
expect_exit 0
expect_empty_stderr
expect_png elsewhere/gradcam.png

mkdir data
CNNVIZ_DATA=$PWD/data run demo -o nowhere
expect_mistake 3 'CNNVIZ_DATA'
expect_no_file nowhere
CNNVIZ_DATA=$demo run demo -o third --quiet
expect_exit 0

# Installed, the demo's files lie beside the tool.
mkdir -p prefix/bin prefix/share/cnnviz/demo
cp "$tool" prefix/bin/cnnviz
cp -r "$demo/." prefix/share/cnnviz/demo/
tool=$PWD/prefix/bin/cnnviz LD_LIBRARY_PATH=$(dirname "$(ldd "$tool" |
  sed -n 's/.*libcnnviz.* => \(.*\) (.*/\1/p')") run demo -o fourth
expect_exit 0
expect_stdout "^D=$PWD/prefix/share/cnnviz/demo$"
finish
