. "$(dirname "$0")/harness.sh"

run gradcam "$model" "$samples/cat.png" -o out.png
expect_exit 0
expect_stderr 'cat \(2\), logit .*; layer relu5 \(the default\)$'
expect_png out.png

run gradcam "$model" "$samples/cat_and_fish.png" --target class:cat --target class:fish -o pair.png
expect_exit 0
expect_stderr 'class:fish: fish \(5\)'
expect_png pair.png
run gradcam "$model" "$samples/cat_and_fish.png" --guided --target class:cat -o guided.png
expect_exit 0
expect_png guided.png

run gradcam "$model" "$samples/cat.png" --raw map.npy
expect_exit 0
expect_shape map.npy '(16, 16)'
run gradcam "$model" "$samples/cat.png" --raw pair.npy --target class:cat --target class:fish
expect_shape pair.npy '(2, 16, 16)'
run gradcam "$model" "$samples/cat.png" "$samples/star.png" --raw both.npy --layer pool3
expect_shape both.npy '(2, 16, 16)'
run gradcam "$model" "$samples/cat.png" --guided --raw guided.npy
expect_shape guided.npy '(1, 3, 128, 128)'

run gradcam "$model" "$samples/cat.png" --json --layer relu4
expect_exit 0
expect_json "$out" "d[0]['layer'] == 'relu4' and d[0]['layer_chosen'] is False"

run gradcam "$model" "$samples/cat.png" --layer gap
expect_mistake 4 'relu5'
run gradcam "$model" "$samples/cat.png" --layer rleu5
expect_mistake 2 'rleu5.*relu5'

run gradcam "$model" "$samples/cat.png" --layer relu5 --layout channels-first --json
expect_exit 0
expect_json "$out" "d[0]['layout'] == 'channels_first' and 'grid' not in d[0]"
run gradcam "$model" "$samples/cat.png" --layout 16x16+1
expect_mistake 2 'relu5.*holds no tokens'
for wrong in 16 16x 16x16+ 0x16 16x-3 16x16+-1 16x16+1x; do
  run gradcam "$model" "$samples/cat.png" --layout "$wrong"
  expect_mistake 2 'a grid of tokens is ROWSxCOLUMNS'
done
run gradcam "$model" "$samples/cat.png" --layout channel-last
expect_mistake 2 'channels-last'

# A vision transformer: the grid behind its class token is found, and may be declared.
vit=$CNNVIZ_SOURCE/tests/cli/data/transformer.onnx
run gradcam "$vit" "$samples/cat.png" --raw map.npy --preprocess unit
expect_exit 0
expect_stderr 'ln_1/LayerNormalization_output_0 \(the default\), 2x2 tokens behind 1$'
expect_shape map.npy '(2, 2)'
tokens=/encoder/Add_output_0
run gradcam "$vit" "$samples/cat.png" --raw map.npy --preprocess unit --layer $tokens --layout 1x4+1
expect_exit 0
expect_stderr "layer $tokens, 1x4 tokens behind 1\$"
expect_shape map.npy '(1, 4)'
run gradcam "$vit" "$samples/cat.png" --preprocess unit --layer $tokens --layout 2x2
expect_mistake 2 '5 tokens; a grid of 2x2 takes 4'
run activations "$vit" "$samples/cat.png" --preprocess unit --json -o maps.png
expect_exit 0
expect_json "$out" "d[0]['layout'] == 'tokens' and d[0]['grid'] == [2, 2]"
expect_png maps.png
run saliency "$vit" "$samples/cat.png" --preprocess unit --target "neuron:$tokens:3,1,0" --json
expect_json "$out" "d[0]['targets'][0]['terms'][0]['position'] == [1, 0]"
finish
