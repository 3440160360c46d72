"""Which pixels does a decision depend on? The same photo under every rule of backpropagation, side
by side, from one forward pass.

    python saliency_rules.py squeezenet.onnx cat.jpg out.png class:tabby
"""
import sys

import cnnviz


def main(model_file, photo, out, target="top"):
    model = cnnviz.Model(model_file)
    result = model.saliency(photo, target, rule="all")
    figure = cnnviz.Figure(target).set(0, 0, model.view(photo), "photo")
    for column, rule in enumerate(("gradient", "deconvnet", "guided"), 1):
        map = result[f"{rule}_map"][0]
        figure.set(0, column, cnnviz.render_map(map), rule)
        print(f"{rule:<10} largest value {map.max():g}")
    figure.draw().write(out, result.json)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(f"usage: {sys.argv[0]} MODEL.onnx PHOTO OUT.png [TARGET]")
    try:
        main(*sys.argv[1:])
    except cnnviz.Error as error:
        sys.exit(f"{sys.argv[0]}: {error}")
