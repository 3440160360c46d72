. "$(dirname "$0")/harness.sh"

for job in forward saliency occlusion; do
  run bench "$model" --job "$job" --batch 2 --runs 3 --json --threads 1
  expect_exit 0
  expect_empty_stderr
  expect_json "$out" "list(d)[:6] == ['job', 'batch', 'threads', 'runs', 'seconds', 'peak_rss_bytes']"
  expect_json "$out" "(d['job'], d['batch'], d['threads'], d['runs']) == ('$job', 2, 1, 3)"
  expect_json "$out" "0 < d['seconds']['min'] <= d['seconds']['median'] <= d['seconds']['max'] < 60"
  expect_json "$out" "10**6 < d['peak_rss_bytes'] < 10**9"
done

run bench "$model" --job synthesize --target channel:relu3:5 --steps 4 --size 40 --runs 2 --json
expect_exit 0
expect_json "$out" "d['job'] == 'synthesize' and d['steps'] == 4"

run bench "$model" "$samples/cat.png" --runs 2
expect_exit 0
expect_stdout '^forward, batch 1, .* 2 runs: [0-9.]+ ms'
run bench "$model" --job saliency --runs 1 --profile
expect_exit 0
expect_stdout 'Conv.*conv1'
expect_stdout 'ms in all$'
run bench "$model" --runs 1 --profile --json
expect_json "$out" "set(d['profile'][0]) == {'node', 'type', 'implementation', 'shape', 'blocked',
 'forward_ms', 'backward_ms'}"

run bench "$model" --job sailency
expect_mistake 2 'forward, saliency, occlusion, synthesize.*nearest: saliency'
run bench "$model" --runs 0
expect_mistake 2 '--runs 0'
finish
