"""The example programs and the README's, run as a user runs them."""
import os
import pathlib
import re
import subprocess
import sys

import cnnviz
import pytest
from conftest import ROOT, same

PROGRAMS = ROOT / "examples" / "python"
QUESTIONS = {
    "explain": (["{model}", "{fish}", "{out}", "class:fish"], "fish"),
    "saliency_rules": (["{model}", "{fish}", "{out}", "class:fish"], "guided"),
    "neurons": (["{model}", "{fish}", "{out}", "relu4", "0.5", "0.5"], "channel  29"),
    "dream": (["{model}", "{fish}", "{out}", "layer:relu4", "2"], "the target grew from"),
    "neighbors": (["{model}", "{out}.db", "{out}", "{fish}", "{samples}"], "cat_and_fish.png"),
}


def run(program, *arguments, code=0):
    done = subprocess.run([sys.executable, program, *map(str, arguments)], capture_output=True,
                          text=True, timeout=300)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def test_all_are_tried():
    assert {path.stem for path in PROGRAMS.glob("*.py")} == set(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_example(question, demo, samples, tmp_path):
    arguments, said = QUESTIONS[question]
    out, fish = tmp_path / "out.png", samples / "fish.png"
    values = []
    for argument in arguments:
        if argument == "{samples}":
            values += sorted(samples.glob("*.png"))
        else:
            values.append(argument.format(model=demo, fish=fish, out=out))
    assert said in run(PROGRAMS / f"{question}.py", *values)
    assert cnnviz.Image(out).width > 100
    assert "no class" not in run(PROGRAMS / f"{question}.py", code=1)


def test_an_example_says_what_is_wrong(demo, cat, tmp_path):
    said = run(PROGRAMS / "explain.py", demo, cat, tmp_path / "o.png", "class:catt", code=1)
    assert 'nearest: "cat"' in said and "Traceback" not in said


def test_the_readme_program(demo, cat, tmp_path):
    text = (ROOT / "bindings" / "python" / "README.md").read_text(encoding="utf-8")
    programs = re.findall(r"^```python\n(.*?)^```", text, flags=re.S | re.M)
    first = programs[0].replace("squeezenet.onnx", str(demo)).replace("cat.jpg", str(cat))
    (tmp_path / "first.py").write_text(first.replace("class:tabby", "class:cat"))
    done = subprocess.run([sys.executable, "first.py"], cwd=tmp_path, text=True, capture_output=True,
                          timeout=300, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert cnnviz.Image(tmp_path / "out.png").width == 448 and "cat" in done.stdout
    # The rest of the page goes on from there.
    names = {"cnnviz": cnnviz, "model": cnnviz.Model(demo, threads=1), "photo": str(cat)}
    folder = pathlib.Path.cwd()
    os.chdir(tmp_path)
    try:
        for program in programs[1:]:
            exec(program.replace("class:tabby", "class:cat").replace("fire5/concat", "relu3"), names)
    finally:
        os.chdir(folder)
    assert same(names["gradient"], names["model"].saliency(cat, "class:cat")["gradient"])
