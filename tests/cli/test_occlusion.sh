. "$(dirname "$0")/harness.sh"

run occlusion "$model" "$samples/cat.png" -o out.png
expect_exit 0
expect_stderr 'prob:top: cat \(2\), p 0\..*; window 18x18, stride 9x9, fill zero$'
expect_png out.png

# Captum's counts: ceil((128 - 32) / 16) + 1 positions a side.
run occlusion "$model" "$samples/cat.png" --window 32 --stride 16 --raw drops.npy \
  --raw-map map.npy --raw-classes classes.npy
expect_exit 0
expect_shape drops.npy '(7, 7)'
expect_shape map.npy '(128, 128)'
expect_shape classes.npy '(7, 7)'
expect_files drops.npy map.npy classes.npy out.png

run occlusion "$model" "$samples/cat_and_fish.png" --target class:cat --target class:fish \
  --window 40x30 --stride 40x30 --raw two.npy --raw-map maps.npy -o two.png
expect_exit 0
expect_shape two.npy '(2, 4, 5)'
expect_shape maps.npy '(2, 128, 128)'
expect_png two.png

for fill in mean gray black blur noise -0.5; do
  run occlusion "$model" "$samples/cat.png" --fill="$fill" --json
  expect_exit 0
  expect_json "$out" "d[0]['parameters']['fill'] == ('value' if '$fill' == '-0.5' else '$fill')"
done
expect_json "$out" "d[0]['parameters']['fill_value'] == -0.5 and d[0]['exact'] is True"
expect_json "$out" "d[0]['positions'] == 196 == d[0]['evaluated'] and d[0]['completed'] is True"
expect_json "$out" "d[0]['targets'][0]['label'] == 'cat' == d[0]['predicted'][0]['label']"

run occlusion "$model" "$samples/cat.png" --roi 16,24,64x48 --edge inside --soft 2 --json -o roi.png
expect_exit 0
expect_png roi.png
expect_json "$out" "d[0]['parameters']['region'] == [16, 24, 64, 48]"
expect_json "$out" "d[0]['parameters']['softness'] == 2"
run occlusion "$model" "$samples/cat.png" --adaptive --json
expect_exit 0
expect_stderr 'adaptive: [0-9]+ of 196 positions were computed, the others interpolated'
expect_json "$out" "d[0]['exact'] is False and 49 <= d[0]['evaluated'] < 196"
run occlusion "$model" "$samples/cat.png" --exact full --batch 3 --json
expect_json "$out" "d[0]['parameters']['full'] is True and d[0]['parameters']['batch'] == 3"

run occlusion "$model" "$samples/cat.png" --what rise --masks 50 --seed 4 --raw s.npy -o rise.png
expect_exit 0
expect_shape s.npy '(50,)'
expect_png rise.png
run occlusion "$model" "$samples/cat.png" "$samples/star.png" --batch 2 --raw many.npy
expect_shape many.npy '(2, 14, 14)'

# Channels of a layer: one drop each, the last maps by default.
run occlusion "$model" "$samples/cat.png" --what channels --raw channels.npy -o channels.png
expect_exit 0
expect_stderr 'top: cat \(2\), logit .*; layer relu5 \(the default\); strongest channels [0-9]+ \('
expect_shape channels.npy '(128,)'
expect_png channels.png
run occlusion "$model" "$samples/cat.png" --what score-cam --layer relu4 --json -o score.png
expect_exit 0
expect_json "$out" "d[0]['layer'] == 'relu4' and len(d[0]['strongest'][0]) == 10"
expect_json "$out" "d[0]['targets'][0]['target'] == 'prob:top' and d[0]['work']['windows']"
expect_png score.png
run occlusion "$model" "$samples/cat_and_fish.png" --what channels --target class:cat \
  --target class:fish --layer features --raw features.npy
expect_exit 0
expect_shape features.npy '(2, 128)'

# The occluded pictures with what the targets make of them, and their list.
run occlusion "$model" "$samples/cat_and_fish.png" --target class:cat --target class:fish \
  --window 64 --stride 64 --frames frames --raw four.npy
expect_exit 0
expect_stderr 'wrote 4 frames into frames and frames/cat_and_fish.occlusion.json'
expect_png frames/cat_and_fish.occlusion.0004.png
expect_png frames/cat_and_fish.occlusion.0001.png
expect_json frames/cat_and_fish.occlusion.json "[(f['row'], f['column']) for f in d] == [(0, 0), (0, 64), (64, 0), (64, 64)]"
expect_json frames/cat_and_fish.occlusion.json "[len(f['targets']) for f in d] == [2] * 4"
run occlusion "$model" "$samples/cat.png" --frames frames
expect_mistake 2 'frames holds files already: --force writes among them'
run occlusion "$model" "$samples/cat.png" --frames four.npy
expect_mistake 1 'four.npy: cannot make the folder'
run occlusion "$model" "$samples/cat.png" --what rise --frames other
expect_mistake 2 '[-]-frames: --what rise has no positions'
run occlusion "$model" "$samples/cat.png" --layer relu5
expect_mistake 2 '[-]-layer relu5: --what windows covers the picture'
run occlusion "$model" "$samples/cat.png" --what channels --layer relu55
expect_mistake 2 'relu5'
run occlusion "$model" "$samples/cat.png" --what score-cam --layer features
expect_mistake 4 'layer "features" of shape 1x128 has no maps'

run occlusion "$model" "$samples/cat.png" --window 129
expect_mistake 2 'the window of 129 rows does not fit the 128'
run occlusion "$model" "$samples/cat.png" --window 32 --stride 33
expect_mistake 2 "the stride of 33 rows is not from 1 to the window's 32"
run occlusion "$model" "$samples/cat.png" --stride 0
expect_mistake 2 '--stride 0: must be at least 1 pixel'
run occlusion "$model" "$samples/cat.png" --window 3x
expect_mistake 2 '--window 3x: must be HEIGHTxWIDTH or one number'
run occlusion "$model" "$samples/cat.png" --fill grey
expect_mistake 2 '--fill grey: must be one of zero, mean, gray.*nearest: gray'
run occlusion "$model" "$samples/cat.png" --roi 100,0,40x40
expect_mistake 2 'the region from row 100 on, 40 pixels, does not lie inside'
run occlusion "$model" "$samples/cat.png" --roi 10,10
expect_mistake 2 '--roi 10,10: must be Y,X,HEIGHTxWIDTH'
run occlusion "$model" "$samples/cat.png" --target 'tensor:conv1.weight[0,0,0,0]'
expect_mistake 2 'does not depend on the input'
run occlusion "$model" "$samples/cat.png" --what rise --raw-classes c.npy
expect_mistake 2 '[-]-raw-classes: --what rise has no positions'
run occlusion "$model" "$samples/cat.png" --raw-map "$samples/cat.png"
expect_mistake 2 'is an input: it is not overwritten'
finish
