"""What type checkers see: the package agrees with its own stub, and a misspelt setting is an error."""
import subprocess
import sys

PROGRAM = """
import cnnviz

model = cnnviz.Model("squeezenet.onnx", threads=1)
result = model.saliency("cat.jpg", "class:tabby", rule="guided", batch=2)
largest: float = result["map"].max()
shape: tuple[int, ...] | None = model.layers()[0].shape
"""


def mypy(cache, *arguments):
    return subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", str(cache), *arguments],
                          capture_output=True, text=True, timeout=300)


def test_the_package_and_its_users(tmp_path):
    (tmp_path / "right.py").write_text(PROGRAM)
    (tmp_path / "wrong.py").write_text(PROGRAM.replace("rule=", "ruel="))
    package = mypy(tmp_path / "cache", "-p", "cnnviz")
    assert package.returncode == 0, package.stdout
    assert mypy(tmp_path / "cache", str(tmp_path / "right.py")).returncode == 0
    wrong = mypy(tmp_path / "cache", str(tmp_path / "wrong.py"))
    assert wrong.returncode == 1 and 'Unexpected keyword argument "ruel"' in wrong.stdout
