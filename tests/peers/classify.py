"""Top-5 classes of photos by trained networks, against onnxruntime with Pillow's preprocessing."""

import json

import networks
from photos import network_input, photos
from tool import DATA, Tally, check, progress, run_json, table

SCORE = 5e-3  # Pillow's picture may differ from ours by a gray level here and there
TIE = 2e-3  # classes whose probabilities differ by less may change places


def compare(path, rows):
    settings = json.loads(path.with_suffix(".cnnviz.json").read_text())
    labels = (path.parent / settings["labels"]).read_text().splitlines()
    session = networks.session(path)
    worst, same = 0.0, 0
    answers = run_json("classify", path, *photos(), "--top", 5)
    check(f"{path.stem}: an answer for each photo", len(answers) == len(photos()))
    for photo, answer in zip(photos(), answers):
        feed = {session.get_inputs()[0].name: network_input(photo, settings)}
        probabilities = session.run(None, feed)[0].reshape(-1)
        expected = probabilities.argsort(kind="stable")[::-1][:5]
        classes = [one["class"] for one in answer["top"]]
        same += classes == [int(k) for k in expected]
        ranks = zip(classes, expected, answer["top"])
        swaps = max(abs(float(probabilities[k] - probabilities[e])) for k, e, _ in ranks)
        errors = [abs(one["score"] - float(probabilities[one["class"]])) for one in answer["top"]]
        worst = max(worst, *errors)
        what = f"{path.stem}, {photo.name}"
        detail = f"{classes}, not {expected.tolist()}; error of the scores {max(errors):.1e}"
        check(what, len(set(classes)) == 5 and swaps <= TIE and max(errors) <= SCORE, detail)
        check(f"{what}: labels", all(one["label"] == labels[one["class"]] for one in answer["top"]))
    rows.append([path.stem, len(photos()), same, worst])


def main():
    models = sorted(DATA.glob("models/*-imagenet.onnx"))
    if not models or not photos():
        Tally.skipped.append(f"classify: no models or images in {DATA}")
        return
    rows = []
    for path in models:
        progress(f"photos by {path.stem}")
        compare(path, rows)
    columns = ["network", "photos", "same top-5 and order", "largest error of a probability"]
    table("Photos against onnxruntime with Pillow", columns, rows)
