"""What a saliency call costs through each binding, beside the same call in C.

    python bench/bindings.py MODEL.onnx PHOTO [--rounds N] [--calls N] LANGUAGE=COMMAND...

LANGUAGE=COMMAND, for example c=build/bench/caller "python=python3 bench/bindings/caller.py", is a program that
answers a number on standard input with the microseconds of so many calls (bench/bindings/caller.c says
what a call is). The programs stay and take turns, in an order that rotates; each turn's first call is
left out. Printed are the median and the least time of all calls, and what they have over the first
program's; the exit code is 0 where the median's surplus is at most 2 % or 0.2 ms.
"""
import argparse
import shlex
import statistics
import subprocess
import sys


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("photo")
    parser.add_argument("programs", nargs="+", metavar="LANGUAGE=COMMAND")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--calls", type=int, default=10)
    options = parser.parse_args()
    programs, times = {}, {}
    for program in options.programs:
        language, _, command = program.partition("=")
        programs[language] = subprocess.Popen(
            [*shlex.split(command), options.model, options.photo], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        times[language] = []

    def turn(language):
        programs[language].stdin.write(f"{options.calls + 1}\n")
        programs[language].stdin.flush()
        answer = programs[language].stdout.readline().split()
        if len(answer) != options.calls + 1:
            sys.exit(f"{language} gave no answer")
        return [float(time) / 1e3 for time in answer[1:]]

    languages = list(programs)
    for language in languages:  # a virtual machine compiles what it has run for a while
        turn(language)
    for i in range(options.rounds):
        for language in languages[i % len(languages):] + languages[:i % len(languages)]:
            times[language] += turn(language)

    median = {language: statistics.median(times[language]) for language in languages}
    first = languages[0]
    met = True
    print("| language | median ms | least ms | median over the first | bar 2 % or 0.2 ms |")
    print("|---|---|---|---|---|")
    for language in languages:
        surplus = median[language] - median[first]
        within = surplus <= max(0.2, 0.02 * median[first])
        met &= within
        print(f"| {language} | {median[language]:.2f} | {min(times[language]):.2f} | {surplus:+.2f} ms, "
              f"{100 * surplus / median[first]:+.1f} % | {'PASS' if within else 'over'} |")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
