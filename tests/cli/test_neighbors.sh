# cnnviz neighbors: what it prints and writes, and the mistakes it answers to.
. "$(dirname "$0")/harness.sh"

run index "$model" "$samples" -o c.db --raw x.npy --quiet
expect_exit 0

# Reference images of the collection.
run neighbors c.db "$samples/cat.png"
expect_exit 0
expect_stdout '^cat.neighbors.png$'
expect_stderr '^cat.png: .*\.png [0-9.e-]+, .*; [1-6] of 6 vote for '
expect_png cat.neighbors.png
run neighbors c.db "$samples/cat.png"
expect_mistake 2 'cat.neighbors.png exists: --force'
run neighbors c.db "$samples/cat.png" "$samples/fish.png" --count 3 --metric cosine --json --csv n.csv \
  --raw n.npy --distances d.npy -o n.png
expect_exit 0
expect_png n.png
expect_shape n.npy '(2, 3)'
expect_shape d.npy '(2, 3)'
expect_json "$out" "d['tensor'] == 'features' and d['exact'] and d['parameters'] == {'count': 3, 'metric': 'cosine', 'search': 'exact'}"
expect_json "$out" "[r['number'] for r in d['references']] == [2, 6] and d['references'][0]['label'] == 'cat'"
expect_json "$out" "all(len(r['neighbors']) == 3 and r['number'] not in [n['number'] for n in r['neighbors']] for r in d['references'])"
check 'a line for each neighbor' [ "$(wc -l < n.csv)" -eq 7 ]
check 'the table' grep -Eq '^.*/cat\.png,0,.*\.png,[0-9]+,[0-9.e-]+,[0-9]+,[a-z]+$' n.csv
run neighbors c.db "$samples/cat.png" "$samples/fish.png" -o each
expect_exit 0
expect_png each/fish.neighbors.png

# Of few images fewer neighbors.
run index "$model" "$samples/cat.png" "$samples/fish.png" "$samples/moon.png" -o few.db --quiet
run neighbors few.db "$samples/cat.png" "$samples/star.png" --raw few.npy --quiet
expect_exit 0
expect_shape few.npy '(2, 2)'
run neighbors few.db --all
expect_stdout '^k-NN classifier, 2 neighbors'
run neighbors few.db "$samples/cat.png" --count 3 --raw few.npy
expect_mistake 2 'the number of neighbors is 3, but must be from 1 to 2'

# One from outside finds the same file inside first, at distance 0.
cp "$samples/cat.png" tom.png
run neighbors c.db tom.png --json
expect_exit 0
expect_json "$out" "d['references'][0]['number'] is None and d['references'][0]['neighbors'][0]['number'] == 2"
expect_json "$out" "d['references'][0]['neighbors'][0]['distance'] == 0 and d['references'][0]['label'] == 'cat'"
echo "no picture" > broken.png
run neighbors c.db tom.png broken.png "$samples/cat.png" --json
expect_exit 6
expect_stderr 'error: .*broken.png'
expect_json "$out" "[r['number'] for r in d['references']] == [None, 2]"
run neighbors c.db broken.png
expect_exit 4

# The classifier: against what the network sees, and against a file.
run neighbors c.db --all --count 1
expect_exit 0
expect_stdout '^k-NN classifier, 1 neighbors, leave one out: [0-9]+ of 15 \([0-9.]+ %\) as in predictions$'
python3 -c "print('\n'.join('even' if i % 2 == 0 else 'odd' for i in range(15)))" > labels.txt
run neighbors c.db --all --count 3 --labels labels.txt --raw all.npy --json
expect_exit 0
expect_shape all.npy '(15, 3)'
expect_json "$out" "d['classifier']['of'] == 15 and d['classifier']['against'] == 'labels.txt'"
cat > votes.py <<'END'
import json, struct, sys
data = open("all.npy", "rb").read()
start = 10 + struct.unpack("<H", data[8:10])[0]
found = struct.unpack("<45q", data[start:])
right = 0
for i in range(15):
    votes = [n % 2 for n in found[3 * i:3 * i + 3]]
    right += (sum(votes) >= 2) == (i % 2 == 1)
sys.exit(0 if json.load(open(sys.argv[1]))["classifier"]["right"] == right else 1)
END
check 'votes counted again' python3 votes.py "$out"
run neighbors c.db --all --approximate --count 3 --raw near.npy
expect_exit 0
expect_stderr '^approximate neighbors: recall 1, measured on 15'
check 'of so few all are found' cmp -s near.npy all.npy
run neighbors c.db "$samples/cat.png" --labels labels.txt --json
expect_json "$out" "d['references'][0]['label'] == 'even' and d['references'][0]['probability'] is None"

# Points of a matrix: the same neighbors.
run neighbors x.npy --count 3 --raw points.npy --labels labels.txt
expect_exit 0
expect_stdout 'leave one out: [0-9]+ of 15'
check 'as in the collection' cmp -s points.npy all.npy
run neighbors x.npy --queries x.npy --count 1 --distances zero.npy
expect_exit 0
check 'each is its own nearest' python3 -c "import sys; sys.exit(any(open('zero.npy', 'rb').read()[-60:]))"

# Where the files are gone, or others.
mkdir pets
cp "$samples/cat.png" "$samples/fish.png" "$samples/star.png" pets
run index "$model" pets -o pets.db --quiet
cp "$samples/moon.png" pets/star.png
run neighbors pets.db pets/cat.png --count 2 -o pets.png
expect_exit 6
expect_stderr 'warning: "?.*pets/star.png"? has changed since it was indexed'
expect_png pets.png
mkdir elsewhere
mv pets elsewhere/pets
cp "$samples/star.png" elsewhere/pets
run neighbors pets.db pets/cat.png --count 2 -o pets.png --root elsewhere
expect_exit 0

mistake() { # PATTERN ARGUMENT...
  local pattern=$1
  shift
  run neighbors "$@" -o none.png
  expect_mistake 2 "$pattern"
}
mistake 'no image is given: name reference images, or give --all' c.db
mistake '--all lets every image ask: leave tom.png out' c.db tom.png --all
mistake 'no picture is drawn of --all' c.db --all
mistake 'no picture is drawn of a matrix' x.npy
mistake '--queries goes with points' c.db tom.png --queries x.npy
mistake 'have no reference images' x.npy tom.png
mistake '--labels is about points among the others' x.npy --queries x.npy --labels labels.txt
mistake '--metric l2: must be one of euclidean, cosine' c.db tom.png --metric l2
mistake 'the number of neighbors is 15, but must be from 1 to 14' c.db "$samples/cat.png" --count 15
mistake 'holds no features of "relu4", but of features' c.db tom.png --features relu4
mistake 'labels.txt has 15 labels' pets.db tom.png --labels labels.txt
mistake 'tom.png is an input: it is not overwritten' c.db tom.png --csv tom.png
mistake 'cannot open "nowhere.png": No such file' c.db nowhere.png
cp "$model" other.onnx
printf '\0' >> other.onnx
run neighbors c.db tom.png --model other.onnx -o none.png
expect_exit 3
run neighbors "$model" tom.png -o none.png
expect_mistake 3 'is no collection'
run neighbors nowhere.db tom.png -o none.png
expect_mistake 2 'there is no collection'
expect_no_file none.png
finish
