. "$(dirname "$0")/harness.sh"

run layers "$model"
expect_exit 0
expect_empty_stderr
expect_stdout '^NAME +OPERATOR +SHAPE +CLASSES +FIELD +STRIDE +PARAMETERS'
expect_stdout '^pool1 +MaxPool +1x32x32x32 +9 +4$'
expect_stdout '^conv1 +Conv +1x32x64x64 +7 +2 +4736$'
expect_stdout '^logits +Gemm +1x12 +1 +all +1548 +logits$'

run layers "$model" --json
expect_exit 0
expect_empty_stderr
expect_json "$out" "{r['name']: r for r in d}['pool1'] == {'name': 'pool1', 'type': 'MaxPool',
 'node': 'pool1', 'dtype': 'float32', 'shape': [1, 32, 32, 32], 'class_axis': None,
 'receptive_field': [9, 9], 'stride': [4, 4], 'offset': [-3, -3], 'parameters': 0, 'role': None}"
expect_json "$out" "[r['role'] for r in d if r['role']] ==
 ['input', 'maps', 'penultimate', 'logits', 'probabilities']"

# Shapes for another input.
write_npy x.npy '(5, 3, 128, 128)'
run layers "$model" --input-raw x.npy
expect_exit 0
expect_stdout '^conv1 +Conv +5x32x64x64'
finish
