"""Names and comments, as the languages write them."""
import re
import textwrap

# int32_t in C, 0 or 1.
FLAGS = {"adaptive", "alpha_by_value", "classes", "color", "constant", "decorrelate", "each", "full",
         "guided", "keep_best", "keep_partial", "legend", "numbers", "profile", "quality", "refresh",
         "sidecar", "signals", "tune"}


def camel(name):
    """MAX_ABS, max_abs -> MaxAbs"""
    return "".join(part.capitalize() for part in name.lower().split("_"))


def constants(comment, enums, spell):
    """A comment in which CNNVIZ_FILL_VALUE is spelled as the language spells it."""
    by_constant = {value.constant: spell(enum, value) for enum in enums for value in enum.values}
    return re.sub(r"CNNVIZ_[A-Z0-9_]+", lambda m: by_constant.get(m.group(), m.group()), comment)


def sentence(comment):
    """A comment on one line."""
    return " ".join(comment.split())


def wrap(text, first, rest, last="", width=100):
    """Lines of a comment: `first` before the first one, `rest` before the others, `last` behind."""
    lines = textwrap.wrap(text, width - max(len(first), len(rest)) - len(last),
                          break_long_words=False, break_on_hyphens=False)
    lines = [(first if i == 0 else rest) + line for i, line in enumerate(lines)]
    return [*lines[:-1], lines[-1] + last]


def remark(value):
    """What a status means, as a sentence: its comment without the tool's exit code."""
    said = sentence(value.comment.partition(") ")[2] or value.comment)
    return (said if said.startswith("cnnviz_") else said[0].upper() + said[1:]) + "."


def said(field):
    """A field's comment; of flags in words for true and false."""
    comment = sentence(field.comment)
    if field.name in FLAGS:
        comment = comment.replace("0 or 1 (default)", "default true").replace("0 (default) or 1", "default false")
        for number, word in (("0", "false"), ("1", "true")):
            comment = re.sub(rf"\b{number}(?=:| where| \(default\))|(?<=default ){number}\b", word, comment)
    return comment
