"""Which neurons fire here? The five channels of a layer that answer most to one place of a photo, and
their maps.

    python neurons.py squeezenet.onnx cat.jpg out.png fire5/concat 0.3 0.5     (a third from the top)
"""
import sys

import cnnviz
import numpy as np


def main(model_file, photo, out, layer, y="0.5", x="0.5"):
    model = cnnviz.Model(model_file)
    result = model.activations(photo, layer)
    maps = result["maps"][0]  # [channels, rows, columns]
    row, column = (min(max(int(float(place) * cells), 0), cells - 1)
                   for place, cells in zip((y, x), maps.shape[1:]))
    here = maps[:, row, column]
    strongest = np.argsort(-here, kind="stable")[:5]
    for channel in strongest:
        print(f"channel {channel:3d}  {here[channel]:g}")
    cnnviz.render_grid(maps, strongest, each=True, columns=5).write(out, result.json)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(f"usage: {sys.argv[0]} MODEL.onnx PHOTO OUT.png LAYER [Y X] (0 to 1)")
    try:
        main(*sys.argv[1:])
    except cnnviz.Error as error:
        sys.exit(f"{sys.argv[0]}: {error}")
