# Every documented mistake: the right exit code, a message that says what was wrong and what is
# near, and nothing half-written.
. "$(dirname "$0")/harness.sh"

cat=$samples/cat.png
mkdir files && cd files
head -c 50000 "$model" > truncated.onnx
write_random random.onnx 5000
: > empty.onnx
head -c 5000 "$cat" > truncated.png
write_random random.png 5000
: > empty.png
cp "$model" broken_sidecar.onnx
echo '{"mean": [0.5, 0.5' > broken_sidecar.cnnviz.json
cp "$model" wrong_sidecar.onnx
echo '{"std": [0, 0, 0]}' > wrong_sidecar.cnnviz.json
write_npy small.npy '(1, 3, 64, 64)'
write_npy rank.npy '(3, 128, 128)'
write_npy nan.npy '(1, 3, 128, 128)' nan
write_npy scalar.npy '()'
write_random random.npy 500
mkdir folder.png
cd ..
f=files

# Models.
mistake() { # EXIT PATTERN ARGUMENT...
  local code=$1 pattern=$2
  shift 2
  run "$@" -o out.png
  expect_mistake "$code" "$pattern"
}
mistake 2 'no/such\.onnx.*no folder "no"' saliency no/such.onnx "$cat"
mistake 2 'tuncated\.onnx.*nearest: "truncated\.onnx"' saliency $f/tuncated.onnx "$cat"
mistake 3 'cat\.png' saliency "$cat" "$cat"
mistake 3 'truncated\.onnx.*damaged or cut short' saliency $f/truncated.onnx "$cat"
mistake 3 'random\.onnx' saliency $f/random.onnx "$cat"
mistake 3 'empty\.onnx' saliency $f/empty.onnx "$cat"
mistake 3 'files' saliency $f "$cat"
mistake 3 'broken_sidecar\.cnnviz\.json' saliency $f/broken_sidecar.onnx "$cat"
mistake 3 'wrong_sidecar\.cnnviz\.json.*std' saliency $f/wrong_sidecar.onnx "$cat"

# Pictures.
mistake 2 'no/such\.png' saliency "$model" no/such.png
mistake 4 'demo\.onnx.*ONNX model' saliency "$model" "$model"
mistake 3 'truncated\.png' saliency "$model" $f/truncated.png
mistake 3 'random\.png' saliency "$model" $f/random.png
mistake 3 'empty\.png' saliency "$model" $f/empty.png
mistake 2 'folder\.png is a folder' saliency "$model" $f/folder.png
mistake 2 'no picture is given' saliency "$model"

# Tensors.
mistake 2 '1x3x64x64' saliency "$model" --input-raw $f/small.npy
mistake 2 '3x128x128' saliency "$model" --input-raw $f/rank.npy
mistake 2 'scalar' saliency "$model" --input-raw $f/scalar.npy
mistake 1 'NaN|not finite' saliency "$model" --input-raw $f/nan.npy
mistake 3 'random\.npy' saliency "$model" --input-raw $f/random.npy
mistake 2 'no/such\.npy' saliency "$model" --input-raw no/such.npy
mistake 2 'takes the place of pictures' saliency "$model" "$cat" --input-raw $f/small.npy

# Targets and layers.
mistake 2 'catt.*cat' saliency "$model" "$cat" --target class:catt
mistake 2 '12' saliency "$model" "$cat" --target class:12
mistake 2 'tpo' saliency "$model" "$cat" --target tpo
mistake 2 'rleu5.*relu5' saliency "$model" "$cat" --target neuron:rleu5:3
mistake 2 '128' saliency "$model" "$cat" --target neuron:relu5:128
mistake 2 'no/such' saliency "$model" "$cat" --target 'direction:relu5@no/such.npy'
mistake 2 'Mixed_7c.*it has, among [0-9]+, "' gradcam "$model" "$cat" --layer Mixed_7c
mistake 2 'names no target: give one at least, as "top"' saliency "$model" "$cat" --target ''
mistake 2 'conv9.*conv' saliency "$model" "$cat" --layer conv9

# Flags.
mistake 2 'gided.*nearest: guided' saliency "$model" "$cat" --rule gided
mistake 2 '--reduction' saliency "$model" "$cat" --reduction big
mistake 2 '--rectifiers' saliency "$model" "$cat" --rectifiers rel
mistake 2 '--lrn' saliency "$model" "$cat" --lrn on
mistake 2 'vridis.*viridis' saliency "$model" "$cat" --color-map vridis
for command in saliency gradcam activations filters; do
  pictures=$cat
  [[ $command = filters ]] && pictures=
  mistake 2 'vridis.*viridis' $command "$model" $pictures --layer conv9 --color-map vridis
done
mistake 2 'percentile' saliency "$model" "$cat" --percentile 101
mistake 2 'alpha' saliency "$model" "$cat" --alpha 2
mistake 2 'threads is -1' saliency "$model" "$cat" --threads -1
mistake 2 '--threads many: must be a number' saliency "$model" "$cat" --threads many
mistake 2 '--alpha half: must be a number' saliency "$model" "$cat" --alpha half
mistake 2 '--threads 1.5: must be a whole number' saliency "$model" "$cat" --threads 1.5
mistake 2 '--batch 0' saliency "$model" "$cat" --batch 0
mistake 2 '--max-memory' saliency "$model" "$cat" --max-memory 5X
mistake 5 'max_memory' saliency "$model" "$cat" --max-memory 100K
mistake 2 '--progress' saliency "$model" "$cat" --progress maybe
mistake 2 'imagent.*imagenet' saliency "$model" "$cat" --preprocess imagent
mistake 2 'no/such\.json' saliency "$model" "$cat" --preprocess no/such.json
mistake 2 '--mean' saliency "$model" "$cat" --mean 1,b,3
mistake 2 'mean' saliency "$model" "$cat" --mean 1,2
mistake 2 'std' saliency "$model" "$cat" --std 0,1,1
mistake 2 '--range' saliency "$model" "$cat" --range 2
mistake 2 'color' saliency "$model" "$cat" --color-order RBG
mistake 2 'resize' saliency "$model" "$cat" --resize longer
mistake 2 '--input-size' saliency "$model" "$cat" --input-size 12y12
mistake 2 'no/such\.txt' saliency "$model" "$cat" --labels no/such.txt
mistake 2 'one rule' saliency "$model" "$cat" --rule all --raw x.npy

# Nothing was written by any of them.
find . -mindepth 1 -not -path './files*' > left.txt
check "nothing remains: $(cat left.txt)" [ "$(cat left.txt)" = ./left.txt ]

# Some inputs of many.
run saliency "$model" "$cat" $f/truncated.png "$samples/star.png" -o some
expect_exit 6
expect_stderr '^cnnviz: error: .*truncated\.png'
expect_png some/cat.saliency.png
expect_png some/star.saliency.png
expect_no_file some/truncated.saliency.png
run classify "$model" "$cat" $f/empty.png --json --batch 4
expect_exit 6
expect_json "$out" "len(d) == 1 and d[0]['top'][0]['label'] == 'cat'"
# All of many: why the first failed.
run saliency "$model" $f/empty.png $f/random.png -o none.png
expect_exit 3
expect_no_file none.png
finish
