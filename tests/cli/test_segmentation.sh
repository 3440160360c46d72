# Networks that score their classes at every position.
. "$(dirname "$0")/harness.sh"

net=$CNNVIZ_SOURCE/tests/cli/data/segmentation.onnx
photo="$samples/cat_and_fish.png"

run classify "$net" "$photo" --preprocess unit --top 3 --json
expect_exit 0
expect_json "$out" "abs(sum(c['share'] for c in d[0]['top']) - 1) < 1e-6"
expect_json "$out" "sorted((c['share'] for c in d[0]['top']), reverse=True) == [c['share'] for c in d[0]['top']]"
run classify "$net" "$photo" --preprocess unit --top 1 --raw scores.npy
expect_stdout '^ +[0-9.]+ % +[-0-9.e+]+  [0-2]$'
expect_shape scores.npy '(1, 3, 16, 16)'
run classify "$model" "$samples/cat.png" --json
expect_json "$out" "'share' not in d[0]['top'][0]"

# The class that wins the most positions, and its mean over these.
run gradcam "$net" "$photo" --preprocess unit --target top@predicted --json
expect_exit 0
expect_json "$out" "0 < d[0]['targets'][0]['terms'][0]['predicted_positions'] <= 256"
expect_json "$out" "d[0]['layer'] == '/1/Relu_output_0'"
run saliency "$net" "$photo" --preprocess unit --target 'class:0 - 0.5*class:1@predicted' -o map.png
expect_exit 0
expect_png map.png

# A region that the user draws: of the scores' size, which is that of the picture here.
write_npy mask.npy "(16, 16)" 1
run saliency "$net" "$photo" --preprocess unit --target mask:scores:1@mask.npy --json
expect_exit 0
sum=$(python3 -c "import json; print(json.load(open('$out'))[0]['targets'][0]['score'])")
run saliency "$net" "$photo" --preprocess unit --target class:1 --json
expect_json "$out" "abs(d[0]['targets'][0]['score'] * 256 - $sum) < 1e-3 * abs($sum)"
# At the layer before, whose maps are 8x8, the mask is averaged down.
run saliency "$net" "$photo" --preprocess unit --target mask:/1/Relu_output_0:2@mask.npy -o map.png
expect_exit 0
write_npy odd.npy "(5, 4)" 1
run saliency "$net" "$photo" --preprocess unit --target mask:scores:1@odd.npy
expect_mistake 2 'shape 16x16, not 5x4'

run saliency "$model" "$samples/cat.png" --target class:cat@predicted
expect_mistake 2 'have no positions'
run saliency "$net" "$photo" --preprocess unit --target class:7@predicted
expect_mistake 2 'class 7 does not exist'
finish
