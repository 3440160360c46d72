. "$(dirname "$0")/harness.sh"

run classify "$model" "$samples/cat.png" --top 2
expect_exit 0
expect_empty_stderr
expect_stdout 'cat\.png$'
expect_stdout '^ +9[0-9]\.[0-9]{4} % .* 2  cat$'
check 'two classes' [ "$(wc -l < "$out")" -eq 3 ]

run classify "$model" "$samples/cat.png" "$samples/star.png" --json --top 3
expect_exit 0
expect_empty_stderr
expect_json "$out" "[e['image'].split('/')[-1] for e in d] == ['cat.png', 'star.png']"
expect_json "$out" "[e['top'][0]['label'] for e in d] == ['cat', 'star']"
expect_json "$out" "all(len(e['top']) == 3 for e in d)"
expect_json "$out" "set(d[0]['top'][0]) == {'class', 'label', 'score', 'logit'}"

# Flags before pictures; several at once give the same.
cp "$out" one.json
run classify --batch 2 --json --top 3 "$model" "$samples/cat.png" "$samples/star.png"
expect_exit 0
check 'the same classes' python3 -c "
import json, sys
a, b = (json.load(open(f)) for f in sys.argv[1:])
same = all(abs(x['score'] - y['score']) < 1e-5 and x['class'] == y['class']
           for p, q in zip(a, b) for x, y in zip(p['top'], q['top']))
sys.exit(0 if same else 1)" one.json "$out"

run_with_input "$samples/cat.png" classify "$model" - --json
expect_exit 0
expect_json "$out" "d[0]['image'] == '-' and d[0]['top'][0]['label'] == 'cat'"

# The model from standard input: no sidecar there.
run_with_input "$model" classify - "$samples/cat.png" --json --preprocess "$demo/demo.cnnviz.json"
expect_exit 0
expect_json "$out" "d[0]['top'][0]['label'] == 'cat'"

run classify "$model" "$samples/cat.png" "$samples/star.png" --raw scores.npy
expect_exit 0
expect_shape scores.npy '(2, 12)'

# A tensor in place of pictures.
write_npy x.npy '(3, 3, 128, 128)' 0.5
run classify "$model" --input-raw x.npy --json
expect_exit 0
expect_json "$out" "len(d) == 3 and d[0]['top'] == d[2]['top']"
finish
