# The limits of what is read: every command has their flags, every flag its effect.
. "$(dirname "$0")/harness.sh"

flags='--max-side --max-pixels --max-decoded-bytes --max-jpeg-scans --max-png-chunks
  --max-model-bytes --max-nodes --max-tensor-bytes --max-memory --max-seconds'

for command in classify tsne index patches demo; do
  run "$command" --help
  expect_exit 0
  for flag in $flags; do expect_stdout "$flag"; done
done

limited() { # FLAG VALUE WORDS
  run classify "$model" "$samples/cat.png" "$1" "$2"
  expect_mistake 5 "$3"
}
limited --max-side 100 'max_side = 100'
limited --max-pixels 1000 'max_pixels = 1000'
limited --max-decoded-bytes 1K 'max_decoded_bytes = 1024'
limited --max-png-chunks 1 'max_png_chunks = 1'
limited --max-model-bytes 1K 'max_model_bytes = 1024'
limited --max-nodes 3 'max_nodes = 3'
limited --max-tensor-bytes 100 'max_tensor_bytes = 100'
limited --max-memory 1K 'max_memory is 1024'
run classify "$model" "$CNNVIZ_SOURCE/tests/image/data/jpeg_progressive.jpg" --max-jpeg-scans 1
expect_mistake 5 'max_jpeg_scans = 1'
run synthesize "$model" --target class:0 --steps 1000000 --max-seconds 1 -o x.png
expect_mistake 5 'max_seconds = 1'

for flag in $flags; do
  run classify "$model" "$samples/cat.png" "$flag" none
  expect_exit 0
  for value in 0 -3 many 5X 99999999999999999999; do
    run classify "$model" "$samples/cat.png" "$flag=$value"
    expect_mistake 2 "$flag $value: must be a number above 0"
  done
done
run classify "$model" "$samples/cat.png" --max-side 3000000000
expect_mistake 2 'max-side 3000000000'
finish
