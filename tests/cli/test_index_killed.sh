# An index killed at random moments, each time continued: the answers are those of a run that nobody
# disturbed. CNNVIZ_KILLS: how often (the soak tests kill it 50 times).
. "$(dirname "$0")/harness.sh"
kills=${CNNVIZ_KILLS:-5}

mkdir pictures
for copy in $(seq 40); do
  for file in "$samples"/*.png; do ln "$file" "pictures/$copy-$(basename "$file")" 2> /dev/null ||
    cp "$file" "pictures/$copy-$(basename "$file")"; done
done
began=$(date +%s.%N)
run index "$model" pictures -o whole.db --layer relu3 --layer relu5 --quiet
expect_exit 0
ended=$(date +%s.%N)

cat > disturb.py <<'END'
import os, random, signal, sqlite3, subprocess, sys

tool, kills, seconds, arguments = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]
seed = random.randrange(1 << 30)
print("seed", seed)
random.seed(seed)

def answers(path):
    db = sqlite3.connect(path)
    return [db.execute(query).fetchall() for query in (
        "SELECT * FROM patches ORDER BY layer, channel, rank",
        "SELECT name, state, sha256 FROM images ORDER BY name",
        "SELECT name, vector FROM features JOIN images ON id = image ORDER BY name",
        "SELECT name, rank, class, logit FROM predictions JOIN images ON id = image ORDER BY 1, 2")]

def in_transaction(journal):  # its first bytes are cleared by a commit
    if not os.path.exists(journal):
        return False
    with open(journal, "rb") as file:
        return file.read(8) == bytes.fromhex("d9d505f920a163d7")

killed = runs = storing = 0
part = 0
while killed < kills:
    runs += 1
    name = f"part{part}.db"
    process = subprocess.Popen([tool, *arguments, "-o", name, "--quiet"])
    try:
        process.wait(random.uniform(0, seconds))
        assert process.returncode == 0, process.returncode
        assert answers(name) == answers("whole.db"), name
        part += 1  # done before it could be killed: the next one
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += 1
        storing += in_transaction(name + "-journal")
subprocess.run([tool, *arguments, "-o", name, "--quiet"], check=True)
assert answers(name) == answers("whole.db")
print(f"{killed} kills in {runs} runs, {storing} while it stored, {part + 1} collections")
END
status=0
python3 disturb.py "$tool" "$kills" "$(echo "$ended $began" | awk '{print 0.7 * ($1 - $2)}')" index "$model" pictures --layer relu3 --layer relu5 > "$out" 2> "$err" || status=$?
command='disturb.py'
expect_exit 0
cat "$out"
finish
