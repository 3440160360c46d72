. "$(dirname "$0")/harness.sh"

size_of() { # PNG: WIDTHxHEIGHT
  python3 -c "
import struct, sys
print('%dx%d' % struct.unpack('>II', open(sys.argv[1], 'rb').read(24)[16:]))" "$1"
}

run dream "$model" "$samples/cat.png" -o out.png --steps 3 --raw out.npy
expect_exit 0
expect_stderr '^layer:"relu4" \(the default\); 3 octaves from 65x65 to 128x128, 3 steps each$'
expect_png out.png
expect_shape out.npy '(1, 3, 128, 128)'
# The whole recipe stands beside the picture, and in it.
expect_files out.png out.json out.npy
expect_json out.json "d['parameters']['steps'] == 3 and d['seed'] == 0 and d['completed'] is True"
expect_json out.json "d['targets'][0]['target'] == 'layer:\"relu4\"' and d['octaves'][0] == [65, 65]"
check 'the picture tells how it was made' grep -qa '"method":"dream"' out.png

# The same seed, the same bytes; another one, another dream.
run dream "$model" "$samples/cat.png" -o again.png --steps 3
check 'equal seeds give equal bytes' cmp -s out.png again.png
run dream "$model" "$samples/cat.png" -o other.png --steps 3 --seed 1
check 'seeds differ' bash -c '! cmp -s out.png other.png'

# A dream has the picture's own size; tiles do not show in it.
run dream "$model" -o noise.png --size 150x330 --target 'layer:relu3 + 0.5*layer:relu5' --steps 2
expect_exit 0
check 'the size of noise' [ "$(size_of noise.png)" = 330x150 ]
expect_json noise.json "d['parameters']['start'] == 'noise' and len(d['targets'][0]['terms']) == 2"
run dream "$model" noise.png -o tiles.png --steps 2 --octaves 1 --tile 128 --json
expect_exit 0
check "the picture's size" [ "$(size_of tiles.png)" = 330x150 ]
expect_json "$out" "d['tiles'] > 2 and d['exact'] is False and d['size'] == [150, 330]"
run dream "$model" noise.png -o out.jpg --steps 1 --octaves 1 --guide "$samples/cat.png"
expect_exit 0
check 'out.jpg is a JPEG picture' is_picture out.jpg jpeg
expect_json out.json "d['parameters']['guide'] == [128, 128]"
run_with_input "$samples/cat.png" dream "$model" - -o - --steps 1
expect_exit 0
check 'a picture on standard output' is_picture "$out" png

run dream "$model" "$samples/cat.png" --zoom 3 --frames film --steps 1 --octaves 1 -o last.png
expect_exit 0
for number in 0001 0002 0003; do expect_png "film/cat.$number.png"; done
check 'the last frame is the picture' bash -c \
  'python3 - <<END
import json
frames = json.load(open("film/cat.json"))
assert [f["document"]["seed"] for f in frames] == [0, 1, 2]
assert [f["document"]["parameters"]["zoom"] for f in frames] == [1, 1.05, 1.05]
END'
run dream "$model" "$samples/cat.png" --zoom 2 --frames film --steps 1
expect_mistake 2 'film holds files already: --force'

# The recipe of another picture may be overwritten, other people's files may not.
run dream "$model" "$samples/cat.png" --steps 1 --octaves 1 -o mine.png
expect_exit 0
run dream "$model" "$samples/cat.png" --steps 1 --octaves 1 -o mine.png
expect_exit 0
printf '{"mean": [0, 0, 0]}' > net.cnnviz.json
run dream "$model" "$samples/cat.png" --steps 1 -o net.cnnviz.png
expect_mistake 2 'net.cnnviz.json, where the recipe of net.cnnviz.png goes, exists'
check 'it is as it was' [ "$(cat net.cnnviz.json)" = '{"mean": [0, 0, 0]}' ]
run dream "$model" "$samples/cat.png" --steps 1 --octaves 1 -o net.cnnviz.png --force
expect_exit 0
check 'it is a recipe' grep -q '"method": "dream"' net.cnnviz.json

run dream "$model" "$samples/cat.png" --frames film2
expect_mistake 2 '--zoom N and --frames FOLDER go together'
run dream "$model" "$samples/cat.png" --zoom 3
expect_mistake 2 '--zoom N and --frames FOLDER go together'
touch file
run dream "$model" "$samples/cat.png" --zoom 2 --frames file/film --steps 1
expect_mistake 1 'file/film: cannot make the folder'
run dream "$model" "$samples/cat.png" --target layer:relu9
expect_mistake 2 'relu9.*nearest: '
run dream "$model" "$samples/cat.png" --target class:cat
expect_mistake 2 'cannot be dreamed of: a dream takes layer:LAYER'
run dream "$model" "$samples/cat.png" --octaves=-2
expect_mistake 2 'octaves is -2'
run dream "$model" "$samples/cat.png" --octaves 12
expect_mistake 2 'the smallest of 12 octaves.* pixels would do'
run dream "$model" "$samples/cat.png" --octave-scale 1
expect_mistake 2 'scale of octaves is 1'
run dream "$model" "$samples/cat.png" --size 20x20
expect_mistake 2 "a dream from a picture has the picture's size"
run dream "$model" --size 20
expect_mistake 2 '--size 20: must be HEIGHTxWIDTH'
run dream "$model" missing.png
expect_mistake 2 'missing.png'
run dream "$model" "$samples/cat.png" -o "$samples/cat.png"
expect_mistake 2 'is an input: it is not overwritten'
run dream "$model" "$samples/cat.png" --max-memory 1M
expect_mistake 5 'max_memory is 1048576 bytes'
finish
