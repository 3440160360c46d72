# Where results go: names, folders, overwriting, streams.
. "$(dirname "$0")/harness.sh"

# Without -o: a file in the current folder, its name on stdout.
run saliency "$model" "$samples/cat.png"
expect_exit 0
expect_stdout '^cat\.saliency\.png$'
expect_files cat.saliency.png
# It is there now.
cp cat.saliency.png before.png
run saliency "$model" "$samples/cat.png" --target class:fish
expect_mistake 2 'cat\.saliency\.png exists: --force'
check 'the file is as it was' cmp -s cat.saliency.png before.png
run saliency "$model" "$samples/cat.png" --target class:fish --force
expect_exit 0
check 'the file is new' [ "$(cmp -s cat.saliency.png before.png; echo $?)" -eq 1 ]
# -o names the file: no --force needed.
run saliency "$model" "$samples/cat.png" -o before.png
expect_exit 0

# Several inputs without -o: one figure.
run saliency "$model" "$samples/cat.png" "$samples/star.png"
expect_exit 0
expect_stdout '^saliency\.png$'

# A folder that is there takes the picture of one input too; files in it are not overwritten.
mkdir folder
run gradcam "$model" "$samples/cat.png" -o folder
expect_exit 0
expect_png folder/cat.gradcam.png
run gradcam "$model" "$samples/cat.png" -o folder
expect_mistake 2 'folder/cat\.gradcam\.png exists'
# Equal names are numbered.
mkdir other && cp "$samples/star.png" other/cat.png
run gradcam "$model" "$samples/cat.png" other/cat.png -o numbered
expect_exit 0
expect_png numbered/cat.gradcam.png
expect_png numbered/cat-2.gradcam.png

# An input is never overwritten.
cp "$samples/cat.png" mine.png
run saliency "$model" mine.png -o mine.png
expect_mistake 2 'mine\.png is an input'
run saliency "$model" mine.png --raw mine.png
expect_mistake 2 'mine\.png is an input'
check 'the input is as it was' cmp -s mine.png "$samples/cat.png"

# Formats by the ending.
run saliency "$model" "$samples/cat.png" -o picture.jpg
expect_exit 0
check 'a JPEG' is_picture picture.jpg jpeg
run saliency "$model" "$samples/cat.png" -o picture.gif
expect_mistake 2 'picture\.gif.* ends in \.png, \.jpg or \.jpeg'
expect_no_file picture.gif
# Before anything is computed: the layer has not been looked for yet.
run saliency "$model" "$samples/cat.png" --layer conv9 -o picture.gif
expect_mistake 2 'picture\.gif'

# Standard output.
run saliency "$model" "$samples/cat.png" -o - --quiet
expect_exit 0
expect_empty_stderr
check 'a PNG on stdout' is_picture "$out" png
run saliency "$model" "$samples/cat.png" --raw - --quiet
expect_exit 0
expect_shape "$out" '(1, 3, 128, 128)'
run saliency "$model" "$samples/cat.png" -o - --json
expect_mistake 2 '--json'
run saliency "$model" "$samples/cat.png" -o - --raw -
expect_mistake 2 'standard output'
# A disk that is full.
if [[ -w /dev/full ]]; then
  command='cnnviz classify > /dev/full' status=0
  "$tool" classify "$model" "$samples/cat.png" > /dev/full 2> "$err" || status=$?
  : > "$out"
  expect_exit 1
  expect_stderr 'standard output'
  command='cnnviz saliency -o - > /dev/full' status=0
  "$tool" saliency "$model" "$samples/cat.png" -o - > /dev/full 2> "$err" || status=$?
  expect_exit 1
fi

# A folder that is not there.
run saliency "$model" "$samples/cat.png" -o no/such/folder/x.png
expect_mistake 2 'no/such/folder/x\.png: no folder "no/such/folder"'
run activations "$model" "$samples/cat.png" --layer conv9 -o no/such/x.png
expect_mistake 2 'no folder "no/such"'
run gradcam "$model" "$samples/cat.png" --layer conv9 --raw no/such/x.npy
expect_mistake 2 'x\.npy: no folder "no/such"'
# Too many for one figure.
run saliency "$model" $(for i in $(seq 65); do echo "$samples/cat.png"; done)
expect_mistake 2 'give -o FOLDER'
finish
