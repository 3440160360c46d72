. "$(dirname "$0")/harness.sh"

run index "$model" "$samples" -o c.db --raw x.npy --csv x.csv
expect_exit 0
expect_empty_stdout
expect_stderr '^indexed 15 images in 0:0.* \(.* images/s\); c.db has 15$'
expect_shape x.npy '(15, 128)'
check 'the table' grep -Eq '^2,.*/cat\.png,2,cat,(1|0\.[0-9]+)$' x.csv
expect_files c.db x.npy x.csv

# Nothing is done twice; what is there is told.
run index "$model" "$samples" -o c.db --json
expect_exit 0
expect_json "$out" "d['indexed'] == 0 and d['found'] == 15 and d['images']['indexed'] == 15"
expect_json "$out" "d['parameters']['layers'] == ['relu5'] and d['parameters']['strongest'] == 25"

# A call with mistakes leaves nothing that binds the next.
mistake() { # CODE PATTERN ARGUMENT...
  local code=$1 pattern=$2
  shift 2
  run index "$model" "$@"
  expect_mistake "$code" "$pattern"
  expect_files c.db x.npy x.csv
}
mistake 2 'no file or folder .*sampels' "$samples/../sampels" -o new.db
mistake 2 'there is no list .*none.txt' --list none.txt -o new.db
mistake 2 'there is no folder .*nope' "$samples" -o nope/new.db
mistake 2 'nope/x.npy: no folder' "$samples" -o new.db --raw nope/x.npy
mistake 2 'cat.png is an input' "$samples/cat.png" -o new.db --csv "$samples/cat.png"
run index "$model" "$samples" -o new.db --layer relu3 --strongest 3
expect_exit 0
rm new.db

# Any SQL tool reads it.
check 'the view patches' python3 - <<'END'
import sqlite3, sys
rows = sqlite3.connect("c.db").execute(
    "SELECT layer, rank, image, value, y, x FROM patches WHERE channel = 7 ORDER BY rank").fetchall()
values = [row[3] for row in rows]
sys.exit(0 if len(rows) == 15 and rows[0][0] == "relu5" and values == sorted(values)[::-1] else 1)
END

# Lists, standard input, folders and files; relative names.
mkdir pets
cp "$samples/cat.png" "$samples/fish.png" pets
printf 'pets\n%s\n' "$samples/star.png" > list.txt
run index "$model" --list list.txt -o l.db --quiet
expect_exit 0
expect_empty_stderr
run_with_input list.txt index "$model" pets/cat.png --list - -o s.db --json
expect_json "$out" "d['found'] == 4 and d['images']['indexed'] == 3"
run index "$model" pets -o plain.db --progress plain
expect_stderr '^indexed 2 images'

# Pictures that cannot be read: counted, listed, exit code 6; tried again.
echo "no picture" > pets/broken.jpg
run index "$model" pets -o plain.db
expect_exit 6
expect_stderr 'error: .*broken.jpg'
expect_stderr 'plain.db has 2, 1 could not be read$'
cp "$samples/moon.png" pets/broken.jpg
run index "$model" -o plain.db
expect_exit 0
expect_stderr 'plain.db has 3$'

# Files that changed or vanished.
cp "$samples/star.png" pets/cat.png
rm pets/fish.png
run index "$model" pets -o plain.db
expect_exit 6
expect_stderr '1 files have changed since they were indexed: pets/cat.png'
expect_stderr '1 files are not there any more: pets/fish.png'
run index "$model" pets -o plain.db --refresh --json
expect_exit 0
expect_json "$out" "d['images'] == {'indexed': 2, 'pending': 0, 'unreadable': 0}"

# Shards.
for shard in 1 2 3; do
  run index "$model" "$samples" -o part$shard.db --shard $shard/3 --layer relu5
  expect_exit 0
done
run merge part1.db part2.db part3.db -o all.db --json
expect_exit 0
expect_stderr '^merged 3 collections: all.db has 15 images$'
expect_json "$out" "d['images']['indexed'] == 15"
cat > answers.py <<'END'
import sqlite3, sys
def answers(path):
    db = sqlite3.connect(path)
    return [db.execute(query).fetchall() for query in (
        "SELECT * FROM patches ORDER BY layer, channel, rank",
        "SELECT name, sha256 FROM images ORDER BY name",
        "SELECT name, vector FROM features JOIN images ON id = image ORDER BY name",
        "SELECT name, rank, class, logit FROM predictions JOIN images ON id = image ORDER BY 1, 2")]
sys.exit(0 if answers(sys.argv[1]) == answers(sys.argv[2]) else 1)
END
check 'shards give the same answers' python3 answers.py c.db all.db

# Mistakes.
run index "$model" nowhere -o n.db
expect_mistake 2 'there is no file or folder "nowhere"'
mkdir empty
run index "$model" empty -o n.db
expect_mistake 2 'there is no picture in empty'
run index "$model" "$samples"
expect_mistake 2 'output'
run index "$model" "$samples" -o c.db --layer relu4
expect_mistake 1 'differ in the layers: relu4 and relu5'
run index "$model" "$samples" -o c.db --mean 0.3
expect_mistake 1 'other settings for pictures'
run index "$model" "$samples" -o n.db --layer conv1.bias
expect_mistake 2 'it has no channels for each image'
run index "$model" "$samples" -o n.db --shard 3/2
expect_mistake 2 '--shard 3/2: must be I/N'
run index "$model" "$samples" -o n.db --strongest 2000
expect_mistake 2 'strongest is 2000'
run index "$model" "$samples" -o list.txt
expect_mistake 3 '"list.txt" is no collection'
run index "$model" "$samples" -o no/where.db
expect_mistake 2 'where.db'
run merge part1.db nowhere.db -o m.db
expect_mistake 2 'there is no collection "nowhere.db"'
run merge part1.db plain.db l.db -o part1.db
expect_mistake 2 'it is not overwritten'
expect_no_file m.db

# Another process writes it.
python3 - <<'END' &
import sqlite3, time
db = sqlite3.connect("c.db", isolation_level=None)
db.execute("BEGIN EXCLUSIVE")
open("locked", "w").close()
time.sleep(8)
END
while [ ! -e locked ]; do sleep 0.1; done
run index "$model" -o c.db
expect_mistake 1 'is being written by another process'
run patches c.db --channel 1
expect_mistake 3 'is being written by another process'
kill $!
wait $! 2> /dev/null
finish
