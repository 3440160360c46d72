"""See what a convolutional network has learnt.

    model = cnnviz.Model("squeezenet.onnx")
    result = model.saliency("cat.jpg", "class:tabby", rule="guided")
    cnnviz.render_overlay(result["map"][0], model.view("cat.jpg", 448)).write("out.png")

Methods take settings by name; what is not given has the library's default: help(cnnviz.Model.occlusion)
tells them, cnnviz.settings has the types.
Every object has close() and is a context manager; arrays made from it stay valid. Failures are
exceptions, one type for each status, all of them cnnviz.Error. Waiting calls let other threads run;
a Job shows their progress and cancels them. What each method computes, its tensors and its document
are written in the C headers, at the function of that name.
"""
from . import _corpus, _draw, _handle, _native, _settings as settings
from ._corpus import Corpus
from ._draw import (Figure, MapInfo, embedding_draw, embedding_grid, embedding_mosaic,
                    embedding_page, neighbors, render_color_bar, render_filters, render_grid,
                    render_map, render_measure, render_overlay, render_signed, tsne)
from ._enums import *  # noqa: F403
from ._errors import *  # noqa: F403
from ._image import Image
from ._limits import set_limits
from ._model import Input, Layer, Model, Target
from ._result import Job, Result
from ._tensor import Tensor

_handle.describe_settings(Model, Corpus, Figure, _corpus, _draw)

__version__ = _native.version()
