# Ctrl-C ends a command tidily; progress goes to stderr and only where it is wanted.
. "$(dirname "$0")/harness.sh"

# From Python: a shell's background jobs ignore SIGINT.
cat > interrupt.py <<'END'
import signal, subprocess, sys, time
start = time.time()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
time.sleep(1)
process.send_signal(signal.SIGINT)
out, err = process.communicate(timeout=60)
sys.stderr.write(err.decode())
sys.stderr.write(f"seconds {time.time() - start:.0f}\n")
sys.exit(process.returncode)
END
interrupted() {
  command="interrupted: cnnviz $*" status=0
  python3 interrupt.py "$tool" "$@" > "$out" 2> "$err" || status=$?
}
interrupted bench "$model" --job saliency --batch 8 --runs 100000
expect_exit 130
expect_stderr '^cnnviz: error: (cancelled|interrupted)'
many=$(for i in $(seq 3000); do echo "$samples/cat.png"; done)
interrupted saliency "$model" $many --raw x.npy --quiet
expect_exit 130
expect_no_file x.npy

# A dream that is interrupted is written as far as it has come.
interrupted dream "$model" --size 400x400 --steps 100000 -o dream.png
expect_exit 130
if [ -e dream.png ]; then # else it was interrupted before it began
  expect_png dream.png
  expect_json dream.json "d['completed'] is False and d['reason'] == 'cancelled'"
  expect_stderr '^warning: the dream ended in step'
fi

# No bar where stderr is no terminal; lines with plain; nothing with none or --quiet.
run classify "$model" "$samples/cat.png" "$samples/star.png"
expect_empty_stderr
run classify "$model" "$samples/cat.png" "$samples/star.png" --progress plain
expect_stderr '^classify: 2 of 2 \(100 %\)$'
run classify "$model" "$samples/cat.png" "$samples/star.png" --progress plain --quiet
expect_empty_stderr
finish
