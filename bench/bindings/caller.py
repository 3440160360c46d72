"""One saliency call in Python, timed for bindings.py; see caller.c."""
import sys
import time

import cnnviz


def main():
    model = cnnviz.Model(sys.argv[1])
    photo = model.preprocess(sys.argv[2])
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            model.saliency(photo, "class:0")["map"]
            times.append(1e6 * (time.perf_counter() - start))
        print(*(f"{time:.1f}" for time in times), flush=True)


main()
