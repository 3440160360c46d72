"""Which pictures of a folder are most like this one, as a network sees them? Indexes them into a
collection (a second run only looks at new pictures) and draws the nearest.

    python neighbors.py squeezenet.onnx holidays.db out.png cat.jpg holidays/a.jpg holidays/b.jpg ...
"""
import sys

import cnnviz


def main(model_file, collection, out, photo, *pictures):
    files = (photo, *pictures)
    cnnviz.Corpus.index(cnnviz.Model(model_file), collection, files)
    corpus = cnnviz.Corpus(collection)
    names = {corpus.find(file): file for file in files}
    number = corpus.find(photo)
    nearest = corpus.neighbors([number], count=min(5, len(corpus) - 1))

    figure = cnnviz.Figure(photo)
    found = [(number, 0), *zip(nearest["indices"][0], nearest["distances"][0])]
    for column, (near, distance) in enumerate(found):
        if near in names:  # else it was indexed by an earlier run
            print(f"{distance:<8.4g} {names[near]}")
            figure.set(0, column, names[near], names[near])
    figure.draw(cell_width=160, cell_height=160).write(out)


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit(f"usage: {sys.argv[0]} MODEL.onnx COLLECTION.db OUT.png PHOTO PICTURE...")
    try:
        main(*sys.argv[1:])
    except cnnviz.Error as error:
        sys.exit(f"{sys.argv[0]}: {error}")
