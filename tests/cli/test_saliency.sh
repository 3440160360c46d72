. "$(dirname "$0")/harness.sh"

# The main job.
run saliency "$model" "$samples/cat.png" -o out.png
expect_exit 0
expect_empty_stdout
expect_stderr 'cat\.png: top: cat \(2\), logit '
expect_stderr '^wrote out\.png$'
expect_png out.png
check 'the picture tells how it was made' grep -aq '"method":"saliency"' out.png
expect_files out.png

for rule in gradient deconvnet guided all; do
  run saliency "$model" "$samples/cat.png" --rule "$rule" --target class:cat -o "$rule.png" --quiet
  expect_exit 0
  expect_empty_stderr
  expect_png "$rule.png"
done
check 'rules differ' test "$(sha1sum gradient.png deconvnet.png guided.png all.png | cut -d' ' -f1 |
  sort -u | wc -l)" -eq 4

# Numbers: the input's own shape, signed; no picture unless it is asked for.
mkdir raw && cd raw
run saliency "$model" "$samples/cat.png" --raw g.npy
expect_exit 0
expect_shape g.npy '(1, 3, 128, 128)'
expect_files g.npy
run saliency "$model" "$samples/cat.png" "$samples/star.png" --raw two.npy --target top \
  --target prob:top
expect_exit 0
expect_shape two.npy '(2, 2, 3, 128, 128)'
write_npy x.npy '(4, 3, 128, 128)' 0.25
run saliency "$model" --input-raw x.npy --raw four.npy --rule guided
expect_exit 0
expect_shape four.npy '(4, 3, 128, 128)'
run saliency "$model" "$samples/cat.png" --layer relu3 --raw inner.npy
expect_exit 0
expect_shape inner.npy '(1, 64, 32, 32)'
cd ..

# Documents.
run saliency "$model" "$samples/cat.png" --rule guided --json
expect_exit 0
expect_json "$out" "d[0]['rule'] == 'guided'"
expect_json "$out" "d[0]['rectifiers'] == {'policy': 'relu-like', 'governed': 5}"
expect_json "$out" "d[0]['targets'][0]['label'] == 'cat' and len(d[0]['images']) == 1"
expect_json "$out" "d[0]['output'] == [] and d[0]['warnings'] == []"

# Several targets and pictures in one figure; a folder has one picture each.
run saliency "$model" "$samples/cat_and_fish.png" "$samples/star.png" --target class:cat \
  --target class:fish -o grid.png
expect_exit 0
expect_png grid.png
run saliency "$model" "$samples/cat.png" "$samples/star.png" -o maps
expect_exit 0
expect_png maps/cat.saliency.png
expect_png maps/star.saliency.png

# The same bytes again.
run saliency "$model" "$samples/cat.png" -o again.png
check 'the same picture again' cmp -s out.png again.png
run saliency "$model" "$samples/cat.png" --raw a.npy --threads 2 && run saliency "$model" \
  "$samples/cat.png" --raw b.npy --threads 2
check 'the same numbers again' cmp -s a.npy b.npy
finish
