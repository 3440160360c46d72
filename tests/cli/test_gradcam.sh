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
finish
