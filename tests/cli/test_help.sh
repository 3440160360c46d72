# Help, version, and names that are nearly right.
. "$(dirname "$0")/harness.sh"

commands='saliency gradcam occlusion classify activations filters layers synthesize dream tsne bench demo'

run
expect_exit 2
expect_empty_stdout
expect_stderr '^Usage: cnnviz COMMAND'

for flag in --help -h help; do
  run "$flag"
  expect_exit 0
  expect_empty_stderr
  for name in $commands; do expect_stdout "^  $name  "; done
done

run --version
expect_exit 0
expect_stdout '^cnnviz [0-9]+\.[0-9]+\.[0-9]+$'

for name in $commands; do
  run "$name" --help
  expect_exit 0
  expect_empty_stderr
  expect_stdout "^  cnnviz $name"  # the example
  expect_stdout '^Exit codes: '
done
for name in $commands; do
  [[ $name == demo || $name == tsne ]] && continue
  run "$name" --help
  for flag in --preprocess --mean --std --range --color-order --resize --input-size --labels \
    --threads --max-memory --tune --seed --progress --json --force --quiet; do
    expect_stdout "$flag"
  done
done

# `help COMMAND` is the same.
run saliency --help
cp "$out" by_flag.txt
run help saliency
expect_exit 0
check 'it is the same help' cmp -s "$out" by_flag.txt
rm by_flag.txt
run help salincy
expect_mistake 2 'no command "salincy"; nearest: saliency'
run gradcam "$model" "$samples"
expect_mistake 2 'is a folder: name its pictures, as in .*/\*.png; cnnviz index'

run salincy "$model" "$samples/cat.png"
expect_mistake 2 'no command "salincy"; nearest: saliency'
run blur "$model" "$samples/cat.png"
expect_mistake 2 'no command "blur"; commands are saliency, gradcam, .*demo'
run gradcam "$model" "$samples/cat.png" --gided
expect_mistake 2 'unknown argument --gided; nearest: --guided'
run classify "$model" "$samples/cat.png" --lables=x
expect_mistake 2 'unknown argument --lables; nearest: --labels'
run saliency
expect_mistake 2 'MODEL'
run saliency "$model" "$samples/cat.png" --target
expect_mistake 2 '--target'
finish
