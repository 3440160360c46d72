# Preprocessing by flags, over the sidecar; without any, an assumption that is said.
. "$(dirname "$0")/harness.sh"

cp "$model" alone.onnx
run classify alone.onnx "$samples/cat.png" --json
expect_exit 0
expect_stderr '^warning: .*imagenet'
expect_json "$out" "d[0]['top'][0]['label'] is None"
run saliency alone.onnx "$samples/cat.png" --json --quiet
expect_exit 0
expect_empty_stderr
expect_json "$out" "d[0]['preprocessing']['preprocess_assumed'] is True"

# Flags that say what the sidecar says give the same numbers.
run classify "$model" "$samples/cat.png" --raw sidecar.npy
run classify alone.onnx "$samples/cat.png" --raw flags.npy --mean 0.5,0.5,0.5 \
  --std '0.25 0.25 0.25' --range 1 --color-order RGB --resize shorter --resize-to 128 \
  --input-size 128x128 \
  --labels "$demo/demo_labels.txt"
expect_exit 0
check 'equal scores' cmp -s sidecar.npy flags.npy
run saliency alone.onnx "$samples/cat.png" --json --mean 0.5,0.5,0.5 --std 0.25,0.25,0.25 --range 1
check 'no warning' [ "$(grep -c '^warning' "$err")" -eq 0 ]
expect_json "$out" "d[0]['preprocessing']['preprocess_assumed'] is False"

# A preset, changed by a flag.
run saliency "$model" "$samples/cat.png" --json --preprocess caffe --range 1
expect_exit 0
expect_json "$out" "d[0]['preprocessing']['color'] == 'BGR' and d[0]['preprocessing']['range'] == 1"
# A file.
echo '{"mean": [1, 2, 3], "range": 255}' > mine.json
run saliency "$model" "$samples/cat.png" --json --preprocess mine.json
expect_json "$out" "d[0]['preprocessing']['mean'] == [1, 2, 3]"
finish
