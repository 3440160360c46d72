# The main job on every real model and every real photo (CNNVIZ_TEST_DATA).
. "$(dirname "$0")/harness.sh"

data=${CNNVIZ_TEST_DATA:-}
if [[ ! -e $data/MODELS.md ]]; then
  echo "SKIPPED: CNNVIZ_TEST_DATA has no MODELS.md ($data)"
  exit 77
fi

for onnx in "$data"/models/*.onnx; do
  name=$(basename "$onnx" .onnx)
  run saliency "$onnx" "$data/images/caffe_cat.jpg" -o "$name.png"
  expect_exit 0
  expect_png "$name.png"
  run saliency "$onnx" "$data/images/caffe_cat.jpg" --rule all -o "$name.all.png" --quiet
  expect_exit 0
  run layers "$onnx"
  expect_exit 0
  expect_stdout '^NAME'
  run filters "$onnx" -o "$name.filters.png"
  expect_exit 0
  run activations "$onnx" "$data/images/caffe_cat.jpg" -o "$name.activations.png"
  # Networks without a map before their classes have none to choose.
  check 'maps, or a layer to name' test "$status" -eq 0 -o "$status" -eq 2
  run gradcam "$onnx" "$data/images/caffe_cat.jpg" -o "$name.gradcam.png"
  check 'a map, or a layer to name' test "$status" -eq 0 -o "$status" -eq 2
done

squeezenet=$data/models/squeezenet1.1-imagenet.onnx
for photo in "$data"/images/*; do
  run saliency "$squeezenet" "$photo" -o photo.png
  expect_exit 0
  expect_png photo.png
done
run gradcam "$squeezenet" "$data/images/gradcam_both.png" --target 'class:bull mastiff' \
  --target class:tabby -o both.png
expect_exit 0
run classify "$squeezenet" "$data/images/ouzel1.jpg" --top 1
expect_stdout ' 20  water ouzel'
finish
