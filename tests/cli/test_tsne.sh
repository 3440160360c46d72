# cnnviz tsne: what it prints and writes, and the mistakes it answers to.
. "$(dirname "$0")/harness.sh"

# 90 points in three clusters, their labels as numbers, as words and as an array; pictures.
python3 -c "
import random, struct
def save(name, shape, kind, code, values):
    header = repr({'descr': kind, 'fortran_order': False, 'shape': shape})
    header += ' ' * (63 - (10 + len(header)) % 64) + '\n'
    open(name, 'wb').write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header)) + header.encode()
                           + struct.pack('<%d%s' % (len(values), code), *values))
random.seed(1)
save('points.npy', (90, 12), '<f4', 'f', [8 * (i // 12 % 3 == i % 3) + random.random() for i in range(1080)])
save('labels.npy', (90,), '<i8', 'q', [i % 3 for i in range(90)])
open('labels.txt', 'w').write(''.join(['cat\n', 'dog\n', 'a \"b\", c\n'][i % 3] for i in range(90)))
open('short.txt', 'w').write('0\n1\n')
open('names.txt', 'w').write('one\ntwo\nthree\n')
open('list.txt', 'w').write('$samples/cat.png\n' * 90)
open('missing.txt', 'w').write('none.png\n' * 90)"
inputs='points.npy labels.npy labels.txt short.txt names.txt list.txt missing.txt'

run tsne points.npy
expect_exit 0
expect_stdout '^tsne.png$'
expect_stderr 'KL divergence [0-9.e-]+, trustworthiness 0\.[0-9]+ of 5 neighbors, recall'
rm -f ./*.png

run tsne points.npy --labels labels.npy --label-names names.txt --raw map.npy --json -o map.png
expect_exit 0
expect_png map.png
expect_shape map.npy '(90, 2)'
expect_json "$out" "d['method'] == 'tsne' and d['kl_divergence'] > 0 and d['parameters']['perplexity'] == 89/3"
expect_json "$out" "0.9 < d['trustworthiness']['value'] <= 1 and d['quality_rows'] == 90"
expect_files $inputs map.png map.npy
cp map.npy first.npy
run tsne points.npy --raw map.npy --seed 0
check 'the same seed gives the same map' cmp -s map.npy first.npy
rm -f ./*.png map.npy first.npy

run tsne points.npy --labels labels.txt --images list.txt --thumbnail 16 -o map.html
expect_exit 0
check 'it is a page' grep -q '^<!DOCTYPE html>' map.html
check 'names are in it' grep -q 'a \\"b\\", c' map.html
check 'pictures are in it' grep -q 'data:image/jpeg;base64,' map.html
check 'captions are in it' grep -q '"captions":\["cat.png"' map.html
run tsne points.npy --images list.txt --grid 9x10 --thumbnail 20 --no-quality -o mosaic.png
expect_exit 0
expect_png mosaic.png
run tsne points.npy --pixels 3x4 --assign nearest -o digits.png
expect_exit 0
run tsne points.npy --pixels 2x2x3 --style points --metric cosine --pca 4 --perplexity 5 \
  --search approximate --start random --forces barnes-hut --theta 0.3 --iterations 60 \
  --exaggeration 4 --exaggeration-iterations 20 --learning-rate 10 --momentum 0.4 \
  --final-momentum 0.7 --json -o all.png
expect_exit 0
expect_json "$out" "d['parameters'] == {'perplexity': 5, 'metric': 'cosine', 'components': 4, 'start': 'random', 'iterations': 60, 'exaggeration': 4, 'exaggeration_iterations': 20, 'learning_rate': 10, 'final_learning_rate': 10, 'momentum': 0.4, 'final_momentum': 0.7, 'theta': 0.3}"
expect_json "$out" "d['forces'] == 'barnes_hut' and d['exact_neighbors'] is False and d['graph_recall'] > 0.9"

mistake() { # PATTERN ARGUMENT...
  local pattern=$1
  shift
  run tsne points.npy "$@" -o none.png
  expect_mistake 2 "$pattern"
}
mistake 'the perplexity is 30, but for 90 points it must be from 1 to 29' --perplexity 30
mistake 'short.txt has 2 labels, but there are 90 points' --labels short.txt
mistake '--label-names' --label-names names.txt
mistake 'short.txt has 2 pictures' --images short.txt
mistake 'none.png' --images missing.txt
mistake '--pixels 5x5: rows of 25 numbers' --pixels 5x5
mistake '--pixels 5: must be HEIGHTxWIDTH' --pixels 5
mistake 'two sorts of pictures' --pixels 3x4 --images list.txt
mistake '--style mosaic needs pictures' --style mosaic
mistake '--grid 4: must be ROWSxCOLUMNS' --pixels 3x4 --grid 4
mistake '--metric cosin: .*nearest: cosine' --metric cosin
mistake '--assign best' --pixels 3x4 --assign best
mistake 'side is 3' --side 3
mistake 'theta is 2' --theta 2
run tsne no.npy
expect_mistake 2 'no.npy'
run tsne labels.npy
expect_mistake 2 'points must be a float32 matrix'
run tsne labels.txt
expect_mistake 3 'labels.txt'
run tsne points.npy -o map.gif
expect_mistake 2 "ends in .png, .jpg or .jpeg, a page's in .html"
mistake '--features and --root are for a collection' --features fc

# A collection's images as the points: its features, classes, names and pictures.
mkdir photos
for name in cat fish ladybug house; do
  for copy in 1 2 3; do cp "$samples/$name.png" "photos/$name$copy.png" 2> /dev/null; done
done
count=$(ls photos | wc -l)
run index "$model" photos -o c.db --features relu5 --features relu3 --quiet
expect_exit 0
run tsne c.db --features relu5 --json --raw map.npy
expect_exit 0
expect_shape map.npy "($count, 2)"
expect_json "$out" "d['collection'] == 'c.db' and d['features'] == 'relu5' and d['input'][0] == $count"
run tsne c.db --features relu5 -o points.png
expect_exit 0
expect_png points.png
run tsne c.db --features relu3 --style mosaic --thumbnail 32 -o mosaic.png
expect_exit 0
expect_png mosaic.png
run tsne c.db --features relu5 -o c.html
expect_exit 0
check 'names and what the network saw' grep -Eq '"captions":\["[^"]*photos/cat1.png \(p [0-9.]+\)"' c.html
check 'classes that occur' grep -q '"classes":\[{"name":"cat"' c.html
check 'pictures are in it' grep -q 'data:image/jpeg;base64,' c.html
run tsne c.db --features relu5 --style points -o plain.html
expect_exit 0
check 'no pictures are in it' sh -c '! grep -q data:image plain.html'
seq 1 "$count" > mine.txt
run tsne c.db --features relu5 --labels mine.txt --style points -o mine.html
expect_exit 0
check 'what the network saw' grep -Eq 'cat1.png \(seen as cat, p ' mine.html

# Pictures that are gone: gray squares, told; numbers and points need none of them.
mv photos elsewhere
run tsne c.db --features relu5 -o gone.html
expect_exit 6
expect_stderr 'warning: .*cat1.png'
expect_file gone.html
run tsne c.db --features relu5 -o points.png
expect_exit 0
mkdir moved && mv elsewhere moved/photos
run tsne c.db --features relu5 --root moved -o found.html
expect_exit 0

run tsne c.db -o none.png
expect_mistake 2 'several tensors: name one of relu3, relu5'
run tsne c.db --features relu4 -o none.png
expect_mistake 2 'relu4'
run tsne c.db --features relu5 --images list.txt -o none.png
expect_mistake 2 'c.db is a collection'
run tsne c.db --features relu5 --perplexity 9 -o none.png
expect_mistake 2 "the perplexity is 9, but for $count points"
run tsne c.db --features relu5 --labels short.txt -o none.png
expect_mistake 2 "short.txt has 2 labels, but there are $count points"
run tsne c.db --features relu5 -o nowhere/none.png
expect_mistake 2 'no folder "nowhere"'
run tsne c.db --features relu5 -o c.db
expect_mistake 2 'c.db'
head -c 5000 c.db > torn.db
run tsne torn.db -o none.png
expect_mistake 3 'torn.db'
run tsne "$model" -o none.png
expect_mistake 3 'is no collection'
run tsne nowhere.db -o none.png
expect_mistake 2 'there is no collection'
mkdir few && cp "$samples/cat.png" "$samples/fish.png" few
run index "$model" few -o few.db --quiet
run tsne few.db -o none.png
expect_mistake 2 't-SNE needs 4 points at least, these are 2'
if [ "$(id -u)" -ne 0 ]; then
  mkdir closed && chmod 500 closed
  run tsne points.npy -o closed/map.png
  expect_mistake 1 'closed/map.png'
fi
# A full disk: the message says so, and nothing half-written is left.
if [ -w /dev/full ]; then
  run tsne points.npy --raw /dev/full
  expect_exit 1
fi

write_npy nan.npy '(90, 3)' nan
run tsne nan.npy -o none.png
expect_mistake 1 'points holds nan at row 0, column 0'
expect_no_file none.png
finish
