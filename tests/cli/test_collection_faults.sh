# What can be wrong with a collection: another model, no space, two writers, damage.
. "$(dirname "$0")/harness.sh"

mkdir pictures
for copy in 1 2 3 4 5 6 7 8; do
  for file in "$samples"/*.png; do cp "$file" "pictures/$copy-$(basename "$file")"; done
done
run index "$model" pictures -o c.db --quiet
expect_exit 0

# The same network in a file that is another one: a field that no program reads is added.
cp "$model" other.onnx
printf '\240\006\001' >> other.onnx
mismatch='is not the one that the collection "c.db" was indexed with: its SHA-256 is'
run index other.onnx pictures -o c.db
expect_mistake 1 "$mismatch"
run patches c.db --channel 1 --model other.onnx -o none.png
expect_mistake 1 "$mismatch"
run neighbors c.db "$samples/cat.png" --model other.onnx -o none.png
expect_mistake 1 "$mismatch"
run index other.onnx pictures -o other.db --quiet
expect_exit 0
run merge c.db other.db -o both.db
expect_mistake 1 'differ in the model \(by SHA-256\)'
expect_no_file both.db
expect_no_file none.png

cat > answers.py <<'END'
import sqlite3, sys
def answers(path):
    db = sqlite3.connect(path)
    return [db.execute(query).fetchall() for query in (
        "SELECT * FROM patches ORDER BY layer, channel, rank",
        "SELECT name, state, sha256 FROM images ORDER BY name",
        "SELECT name, vector FROM features JOIN images ON id = image ORDER BY name")]
sys.exit(0 if answers(sys.argv[1]) == answers(sys.argv[2]) else 1)
END

# No file may grow beyond 150 kB: told, what is stored stays, and with more room the index goes on.
command='cnnviz index with a limit of the size of files'
status=0
(trap '' XFSZ; ulimit -f 150; exec "$tool" index "$model" pictures -o limited.db) > "$out" 2> "$err" ||
  status=$?
expect_mistake 1 'the collection "limited.db"'
run index "$model" pictures -o limited.db --quiet
expect_exit 0
check 'the limited one has the same answers' python3 answers.py limited.db c.db

# A full disk, where this user may mount one.
if unshare -rm true 2> /dev/null; then
  mkdir disk
  command='cnnviz index on a disk of 200 kB'
  status=0
  unshare -rm sh -c "mount -t tmpfs -o size=200k none disk && cd disk &&
    '$tool' index '$model' ../pictures -o c.db; code=\$?; cp c.db ../full.db; exit \$code" \
    > "$out" 2> "$err" || status=$?
  expect_mistake 1 'no space is left; what was stored before is intact'
  check 'it is whole' python3 -c "
import sqlite3
assert sqlite3.connect('full.db').execute('PRAGMA integrity_check').fetchone() == ('ok',)"
fi

# Two indexers: the first waits for its list, the second is told.
mkfifo list
"$tool" index "$model" --list list -o two.db --quiet &
first=$!
while [ ! -s two.db ]; do sleep 0.05; done
run index "$model" pictures -o two.db
expect_mistake 1 '"two.db" is being written by another process: wait for it to end'
run neighbors two.db "$samples/cat.png" -o none.png
expect_mistake 3 'is being written by another process'
echo pictures > list
wait $first
check 'the first ends well' [ $? -eq 0 ]
check 'and has the same answers' python3 answers.py two.db c.db

# Damage: half a file, and zeros over its middle; an answer or an error, never a crash.
head -c 100000 c.db > half.db
for db in half zeros; do
  [ $db = half ] || { cp c.db zeros.db; dd if=/dev/zero of=zeros.db bs=16384 seek=2 count=6 conv=notrunc 2> "$err"; }
  for arguments in "neighbors $db.db $samples/cat.png --json" "neighbors $db.db --all" \
    "index $model pictures -o $db.db" "merge $db.db -o again.db"; do
    run $arguments
    expect_stderr "^cnnviz: error: .*$db.db.* damaged"
    check 'the exit code is no signal' [ "$status" -lt 128 ]
  done
done
finish
