"""What the tests share: the demo model and its pictures, and the numbers of the command line tool."""
import os
import pathlib
import subprocess

# Before the library loads: threads that wait sleep, since tests share the machine with others.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import cnnviz  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]
DEMO = ROOT / "examples" / "demo_model"


@pytest.fixture(scope="session")
def demo():
    return DEMO / "demo.onnx"


@pytest.fixture(scope="session")
def samples():
    return DEMO / "samples"


@pytest.fixture(scope="session")
def cat(samples):
    return samples / "cat.png"


@pytest.fixture(scope="session")
def model(demo):
    return cnnviz.Model(demo, threads=1)


@pytest.fixture(scope="session")
def raw(demo, cat, tmp_path_factory):
    """raw(COMMAND, FLAG..., inputs=[...]): what `cnnviz COMMAND --raw` writes."""
    tool = os.environ.get("CNNVIZ_TOOL")
    if not tool:
        pytest.fail("CNNVIZ_TOOL must name the command line tool: the numbers are compared with its")
    folder = tmp_path_factory.mktemp("raw")

    def run(command, *flags, inputs=(demo, cat)):
        subprocess.run([tool, command, *map(str, inputs), *flags, "--raw", "raw.npy", "--threads", "1",
                        "--quiet"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        return np.load(folder / "raw.npy")

    return run


def same(a, b):
    """Bit for bit."""
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()
