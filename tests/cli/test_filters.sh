. "$(dirname "$0")/harness.sh"

run filters "$model"
expect_exit 0
expect_stdout '^demo\.filters\.png$'
expect_stderr '^layer conv1 \(the first convolution\), weights '
expect_png demo.filters.png
for layer in conv2 conv5 logits; do
  run filters "$model" --layer "$layer" -o "$layer.png"
  expect_exit 0
  expect_png "$layer.png"
done
run filters "$model" --first 8 --count 8 --scale shared-min-max -o some.png
expect_exit 0
expect_png some.png
run filters "$model" --no-color --json
expect_exit 0
expect_json "$out" "d['kind'] == 'slices' and d['filters'] == 32 and d['slices'] == 3"
run filters "$model" --raw weights.npy
expect_exit 0
expect_shape weights.npy '(32, 3, 7, 7)'
run filters "$model" --layer pool9 -o x.png
expect_mistake 2 'pool9'
run filters "$model" --first 100 -o x.png
expect_mistake 2 '100'
finish
