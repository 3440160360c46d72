. "$(dirname "$0")/harness.sh"

run synthesize "$model" --target class:cat --steps 60 -o cat.png --raw cat.npy
expect_exit 0
expect_stderr '^cat \(2\), logit '
expect_png cat.png
expect_json cat.json "d['parameters']['steps'] == 60 and d['preset'] == 'distill'"
expect_json cat.json "d['parameters']['height'] == 128 and d['completed'] is True"
# The network agrees.
run classify "$model" cat.png --top 1
expect_stdout 'cat'

# The recipe makes the same picture again.
run synthesize "$model" --recipe cat.json -o again.png --raw again.npy
expect_exit 0
check 'the recipe makes another picture' cmp cat.npy again.npy
expect_json again.json "d['preset'] == 'distill'"

run synthesize "$model" --target channel:relu3:5 --steps 8 --size 40x48 --snapshots frames --every 3 \
  --raw x.npy --curve curve.npy --json
expect_exit 0
expect_shape x.npy '(1, 3, 40, 48)'
expect_shape curve.npy '(1, 8)'
expect_file frames/channel_relu3_5.0003.png
expect_file frames/channel_relu3_5.0006.png
expect_json "$out" "d[0]['snapshots'] == [3, 6] and d[0]['view'] == [48, 56]"

# Several targets, several pictures: one figure, or a folder.
run synthesize "$model" --target class:cat --target 'class:fish - 0.5*class:cat' --count 2 \
  --steps 3 -o grid.png
expect_exit 0
expect_png grid.png
expect_json grid.json "len(d) == 2 and d[1]['targets'][0]['target'].startswith('class:fish')"
mkdir many
run synthesize "$model" --target class:cat --count 2 --diversity 0.1 --target layer:relu3 --steps 2 \
  --size 40 -o many
expect_mistake 2 'has no positions'
run synthesize "$model" --target layer:relu3 --count 2 --diversity 0.1 --steps 2 --size 40 -o many
expect_exit 0
expect_png many/layer_relu3.1.synthesize.png
expect_png many/layer_relu3.2.synthesize.png

for preset in simonyan yosinski-a yosinski-b yosinski-c yosinski-d; do
  run synthesize "$model" --target class:1 --preset "$preset" --steps 3 -o "$preset.png"
  expect_exit 0
  expect_json "$preset.json" "d['parameters']['parameters'] == 'pixels'"
done
run synthesize "$model" --target class:1 --preset simonyan --blur 0.5 --norm-percentile 20 --steps 2 \
  --start "$samples/cat.png" -o start.png
expect_exit 0
expect_json start.json "d['start'] == 'picture' and d['parameters']['blur_every'] == 1"
run synthesize "$model" --target class:1 --preset maco --steps 2 --crops 2 --size 64 \
  --examples "$samples/cat.png" --examples "$samples/star.png" -o maco.png
expect_exit 0

# Opaque where it matters (a PNG of red, green, blue and opacity); a figure is flat.
mkdir clear
run synthesize "$model" --target class:1 --preset maco --steps 2 --crops 2 --size 64 --transparent \
  --importance importance.npy -o clear
expect_exit 0
expect_shape importance.npy '(1, 64, 64)'
check 'no opacity' python3 - clear/class_1.synthesize.png <<'END'
import struct, sys
header = open(sys.argv[1], "rb").read()[16:26]
sys.exit(0 if struct.unpack(">IIBB", header) == (64, 64, 8, 6) else 1)
END
run synthesize "$model" --target class:1 --steps 2 --transparent -o flat.png
expect_exit 0
expect_png flat.png

run synthesize "$model" -o none.png
expect_mistake 2 '--target is missing'
run synthesize "$model" --target class:1 --preset distil -o none.png
expect_mistake 2 'unknown preset "distil"; choose one of distill, simonyan.*nearest: "distill"'
run synthesize "$model" --target class:1 --preset maco --recipe cat.json -o none.png
expect_mistake 2 'leave --preset out'
run synthesize "$model" --recipe none.json -o none.png
expect_mistake 2 'none.json: there is no such file'
echo '[1]' > numbers.json
run synthesize "$model" --target class:1 -o numbers.png
expect_mistake 2 'numbers.json, where the recipe of numbers.png goes, exists'
run synthesize "$model" --recipe "$samples/cat.png" -o none.png
expect_mistake 3 'is no recipe'
run synthesize "$model" --target channel:relu3:5 --size 0 -o none.png
expect_mistake 2 '--size 0: must be'
run synthesize "$model" --target class:1 --optimizer sgd -o none.png
expect_mistake 2 '--optimizer sgd: must be one of ascent'
run synthesize "$model" --target class:1 --steps -1 -o none.png
expect_mistake 2 'steps is -1'
run synthesize "$model" --target class:1 --every 0 -o none.png
expect_mistake 2 '--every 0'
touch file
run synthesize "$model" --target class:1 --snapshots file/frames -o none.png
expect_exit 1
expect_stderr 'file/frames'
run synthesize "$model" --target layer:relu3 --preset simonyan --start "$samples/cat.png" \
  --step-size 1e30 --steps 9 --l2 0 -o none.png
expect_exit 1
expect_stderr 'step [0-9]+ of 9: .*finite'
expect_no_file none.png
finish
