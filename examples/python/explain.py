"""What does a network see in a photo, and where? Prints the three best classes and writes the photo
under a Grad-CAM map of the best one, or of a target such as class:281.

    python explain.py squeezenet.onnx cat.jpg out.png class:tabby
"""
import sys

import cnnviz


def main(model_file, photo, out, target="top"):
    model = cnnviz.Model(model_file)
    answer = model.classify(photo, top=3)
    labels = model.labels
    for number, score in zip(answer["classes"][0], answer["scores"][0]):
        print(f"{100 * score:6.2f} %  {number} {labels[number] if number < len(labels) else ''}")
    reason = model.gradcam(photo, target)
    overlay = cnnviz.render_overlay(reason["map"][0], model.view(photo, 448))
    overlay.write(out, reason.json)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(f"usage: {sys.argv[0]} MODEL.onnx PHOTO OUT.png [TARGET]")
    try:
        main(*sys.argv[1:])
    except cnnviz.Error as error:
        sys.exit(f"{sys.argv[0]}: {error}")
