. "$(dirname "$0")/harness.sh"

run activations "$model" "$samples/cat.png" -o grid.png
expect_exit 0
expect_stderr '^layer relu5 \(the default\), 1x128x16x16$'
expect_png grid.png
run activations "$model" "$samples/cat.png" --layer relu1 --order max --count 9 --scale each \
  -o nine.png
expect_exit 0
expect_png nine.png
# One map over several pictures.
run activations "$model" "$samples/cat.png" "$samples/star.png" --layer relu3 --channel 5 \
  -o over.png
expect_exit 0
expect_png over.png
run activations "$model" "$samples/cat.png" --layer relu3 --channel 5 --channel 6 -o two.png
expect_exit 0
expect_png two.png
run activations "$model" "$samples/cat.png" "$samples/star.png" --layer relu3 --raw relu3.npy
expect_exit 0
expect_shape relu3.npy '(2, 64, 32, 32)'
run activations "$model" "$samples/cat.png" --layer logits -o vector.png
expect_exit 0
expect_png vector.png
run activations "$model" "$samples/cat.png" --layer relu3 --channel 64
expect_mistake 2 'channels 0 to 63'
run activations "$model" "$samples/cat.png" --order biggest
expect_mistake 2 'channel, max, mean'
finish
