. "$(dirname "$0")/harness.sh"

run index "$model" "$samples" -o c.db --layer relu3 --layer relu5 --quiet
expect_exit 0

run patches c.db --layer relu5 --channel 12 -o p.png
expect_exit 0
expect_png p.png
run patches c.db --layer relu5 --channel 12 --channel 3 --count 4 --rule deconvnet --source photo \
  --save each --json
expect_exit 0
expect_png c.patches.png
expect_json "$out" "len(d) == 2 and d[0]['rule'] == 'deconvnet' and d[1]['first_channel'] == 3"
expect_json "$out" "[len(p) for p in d[0]['patches']] == [4] and d[0]['parameters']['source'] == 'photo'"
expect_json "$out" "all(p['box'][2] - p['box'][0] == 61 for p in d[0]['patches'][0])"
expect_png each/c12_r3.png
expect_file each/c3_r0_signal.npy
run patches c.db --layer relu5 --channel 12
expect_mistake 2 'c.patches.png exists: --force'
run patches c.db --layer relu5 --channel 12 --rule none --force
expect_exit 0
expect_stdout '^c.patches.png$'

# A page of all channels, loaded as they come into sight.
run patches c.db --layer relu3 -o page.html --quiet
expect_exit 0
check 'lazily loaded strips' [ "$(grep -c 'loading="lazy"' page.html)" -eq 64 ]
check 'strips' [ "$(ls page_files | wc -l)" -eq 64 ]
check 'nothing from elsewhere' sh -c '! grep -Eq "https?:" page.html'

# Files that are gone: told, the others drawn.
mkdir gone
cp "$samples/cat.png" "$samples/fish.png" gone
run index "$model" gone -o gone.db --quiet
rm gone/fish.png
run patches gone.db --channel 1 -o gone.png
expect_exit 6
expect_stderr 'warning: .*fish.png'
expect_png gone.png
mkdir elsewhere
mv gone elsewhere/gone
cp "$samples/fish.png" elsewhere/gone
run patches gone.db --channel 1 -o found.png --root elsewhere
expect_exit 0

cp "$model" other.onnx
printf '\0' >> other.onnx
run patches c.db --layer relu5 --channel 1 --model other.onnx -o x.png
expect_exit 3
run patches c.db --channel 1 -o x.png
expect_mistake 2 'several tensors: name one of relu3, relu5'
run patches c.db --layer relu4 --channel 1 -o x.png
expect_mistake 2 'of "relu4", but of relu3, relu5'
run patches c.db --layer relu5 --channel 128 -o x.png
expect_mistake 2 'has 0 to 127'
run patches c.db --layer relu5 --channel 1 --count 26 -o x.png
expect_mistake 2 'keeps 25 for each channel'
run patches c.db --layer relu5 --channel 1 --rule all -o x.png
expect_mistake 2 '--rule all: must be one of'
run patches c.db --layer relu5 -o x.png
expect_mistake 2 'ends in .html'
run patches "$model" --channel 1 -o x.png
expect_mistake 3 'is no collection'
run patches nowhere.db
expect_mistake 2 'there is no collection'
expect_no_file x.png
finish
