"""What does a layer see in a photo? Draws it into the photo, and tells how far it is meanwhile.

    python dream.py squeezenet.onnx cat.jpg out.png layer:fire5/concat 10
"""
import sys
import threading

import cnnviz


def watch(job, finished):
    while not finished.wait(0.1):
        print(f"\r{job.stage}: {job.done} of {job.total} ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def main(model_file, photo, out, target, steps="10"):
    model = cnnviz.Model(model_file)
    job, finished = cnnviz.Job(), threading.Event()
    watcher = threading.Thread(target=watch, args=(job, finished))
    watcher.start()
    try:
        result = model.dream(photo, target, steps=int(steps), job=job)
    finally:
        finished.set()
        watcher.join()
    result["picture"].write(out, result.json)
    objective = result["objective"]
    print(f"the target grew from {objective[0]:g} to {objective[-1]:g}")


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(f"usage: {sys.argv[0]} MODEL.onnx PHOTO OUT.png TARGET [STEPS]")
    try:
        main(*sys.argv[1:])
    except cnnviz.Error as error:
        sys.exit(f"{sys.argv[0]}: {error}")
