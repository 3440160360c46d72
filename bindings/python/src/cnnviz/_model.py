"""Models, their layers and targets, and what is asked of them."""
from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any, Iterable, Mapping, Sequence, Union, Unpack

import numpy as np

from . import _native
from ._enums import ColorOrder, Dtype
from ._handle import Handle, fill, list_text, native, path_text
from ._image import Image, ImageLike, as_image, images_native, is_picture
from ._result import Job, Result
from ._settings import (ActivationsSettings, ChannelsSettings, ClassifySettings, DreamSettings,
                        FiltersSettings, GradcamSettings, ModelSettings, OcclusionSettings,
                        RiseSettings, SaliencySettings, SynthesizeSettings)
from ._tensor import Tensor, TensorLike, as_native, as_tensor


class Target(Handle):
    """What is being explained: model.target("class:tabby")."""

    __slots__ = ()

    @property
    def selector(self) -> str:
        return _native.target_selector(self.native)

    def __repr__(self) -> str:
        return "<Target, closed>" if self.closed else f"<Target {self.selector}>"


@dataclass(frozen=True)
class Layer:
    """One tensor of a model. The unit at index i sees the pixels offset + i * stride to offset +
    i * stride + size - 1, for each of the axes z, y, x."""

    name: str
    type: str
    node: str
    role: str
    dtype: Dtype
    shape: tuple[int, ...] | None
    class_axis: int
    parameters: int
    size: tuple[int, int, int]
    stride: tuple[int, int, int]
    offset: tuple[int, int, int]


@dataclass(frozen=True)
class Input:
    """What the file states of an input; -1 for extents that it leaves open."""

    name: str
    dtype: Dtype
    shape: tuple[int, ...] | None


# A tensor, an array or nested lists of numbers, pictures or one picture.
InputLike = Union[Tensor, np.ndarray, ImageLike, Sequence[ImageLike]]
# A selector such as "class:tabby"; a number is that class.
TargetLike = Union[Target, str, int]


class Model(Handle):
    """A convolutional network, opened from an ONNX file. It never changes; any number of threads may
    use it. `input` of its methods is a picture (a path, a PIL image, uint8 pixels), a list of them,
    or the network's own input, float numbers of its declared shape."""

    __slots__ = ()

    def __init__(self, source: Any, preprocess: str | Mapping[str, Any] | None = None,
                 **settings: Unpack[ModelSettings]):
        """`source`: the path of an ONNX file, or its bytes. `preprocess`: a preset ("imagenet"), a
        JSON file, or a dict in the form of a sidecar; None: the sidecar's."""
        options = fill(_native.cnnviz_model_options(), settings)
        stated = (json.dumps(preprocess) if isinstance(preprocess, Mapping)
                  else None if preprocess is None else path_text(preprocess))
        if isinstance(source, (bytes, bytearray, memoryview)):
            super().__init__(_native.model_open_memory(source, stated, options))
        else:
            super().__init__(_native.model_open(path_text(source), stated, options))

    @property
    def info(self) -> dict[str, Any]:
        """About the model: inputs, outputs, preprocessing, head, warnings ..."""
        return json.loads(_native.model_json(self.native))

    @property
    def color_order(self) -> ColorOrder:
        return ColorOrder(_native.model_color_order(self.native))

    @property
    def inputs(self) -> list[Input]:
        handle, found = self.native, []
        for i in range(_native.model_input_count(handle)):
            rank = _native.model_input_rank(handle, i)
            shape = tuple(_native.model_input_extent(handle, i, axis) for axis in range(rank))
            found.append(Input(_native.model_input_name(handle, i),
                               Dtype(_native.model_input_dtype(handle, i)),
                               None if rank < 0 else shape))
        return found

    @property
    def outputs(self) -> list[str]:
        handle = self.native
        return [_native.model_output_name(handle, i)
                for i in range(_native.model_output_count(handle))]

    @property
    def labels(self) -> list[str]:
        handle = self.native
        return [_native.model_label(handle, i) for i in range(_native.model_label_count(handle))]

    def layers(self, input: InputLike | None = None) -> list[Layer]:
        """The tensors in topological order, for the shape of `input`; None: for one image."""
        handle = _native.model_layers(self.native, None if input is None else self._input(input))
        return [_layer(handle, i) for i in range(_native.layers_count(handle))]

    def preprocess(self, image: ImageLike | Sequence[ImageLike]) -> Tensor:
        """The network's input for a picture, or for a list of them."""
        if isinstance(image, (list, tuple)):
            return Tensor._of(_native.model_preprocess_images(self.native, images_native(image)))
        return Tensor._of(_native.model_preprocess(self.native, as_image(image).native))

    def view(self, image: ImageLike, side: int = 0) -> Image:
        """What the network sees of a picture, to lay a map over; `side` 0: its own size."""
        return Image._of(_native.model_view(self.native, as_image(image).native, side))

    def picture(self, input: TensorLike, index: int = 0) -> Image:
        """The picture that an input of the network stands for."""
        return Image._of(_native.model_picture(self.native, as_native(input), index))

    def target(self, selector: str, seed: TensorLike | None = None) -> Target:
        """A selector such as "class:tabby", or with `seed` <A, seed> of the tensor A so named."""
        if seed is None:
            return Target(_native.target_parse(self.native, selector))
        return Target(_native.target_from_seed(self.native, selector, as_native(seed)))

    def run(self, feeds: InputLike | Mapping[str, TensorLike],
            wanted: str | Iterable[str] | None = None, job: Job | None = None) -> Result:
        """From any tensors (a dict by name, or the first input) to any; None: the outputs."""
        made = _native.tensors_create()
        if not isinstance(feeds, Mapping):
            feeds = {_native.model_input_name(self.native, 0): Tensor._of(self._input(feeds))}
        for name, values in feeds.items():
            _native.tensors_add(made, name, as_native(values))
        return Result(_native.model_run(self.native, made, list_text(wanted), native(job)))

    def classify(self, input: InputLike, job: Job | None = None,
                 **settings: Unpack[ClassifySettings]) -> Result:
        """The best classes: "classes", "scores", "logits" [N, k], "output"."""
        options = fill(_native.cnnviz_classify_options(), settings)
        return Result(_native.explain_classify(self.native, self._input(input), options,
                                               native(job)))

    def saliency(self, input: InputLike, target: TargetLike | Iterable[TargetLike] | None = None, *,
                 wrt: str | None = None, job: Job | None = None,
                 **settings: Unpack[SaliencySettings]) -> Result:
        """The derivative of a target with respect to the input: "gradient", "map" [N, H, W]."""
        options = fill(_native.cnnviz_saliency_options(), settings)
        return Result(_native.explain_saliency(self.native, self._input(input),
                                               self._targets(target), wrt, options, native(job)))

    def gradcam(self, input: InputLike, target: TargetLike | Iterable[TargetLike] | None = None, *,
                layer: str | None = None, job: Job | None = None,
                **settings: Unpack[GradcamSettings]) -> Result:
        """Grad-CAM: "cam" [N, h, w], "map" [N, H, W]; with guided=True also "guided"."""
        options = fill(_native.cnnviz_gradcam_options(), settings)
        return Result(_native.explain_gradcam(self.native, self._input(input),
                                              self._targets(target), layer, options, native(job)))

    def activations(self, input: InputLike, layer: str | None = None, *, job: Job | None = None,
                    **settings: Unpack[ActivationsSettings]) -> Result:
        """The maps of a layer: "activations", "maps" [N, K, h, w], "order", "maximum" ..."""
        options = fill(_native.cnnviz_activations_options(), settings)
        return Result(_native.explain_activations(self.native, self._input(input), layer, options,
                                                  native(job)))

    def filters(self, layer: str | None = None, *, job: Job | None = None,
                **settings: Unpack[FiltersSettings]) -> Result:
        """The weights of a convolution: "weights", "tiles"."""
        options = fill(_native.cnnviz_filters_options(), settings)
        return Result(_native.explain_filters(self.native, layer, options, native(job)))

    def occlusion(self, input: InputLike, target: TargetLike | Iterable[TargetLike] | None = None, *,
                  job: Job | None = None, **settings: Unpack[OcclusionSettings]) -> Result:
        """What targets lose where the picture is covered: "drops" [N, T, rows, columns], "map"."""
        options = fill(_native.cnnviz_occlusion_options(), settings)
        return Result(_native.explain_occlusion(self.native, self._input(input),
                                                self._targets(target), options, native(job)))

    def occluded_inputs(self, input: InputLike, first: int = 0, count: int = 1,
                        **settings: Unpack[OcclusionSettings]) -> Tensor:
        """What the network sees with the occluder at positions from `first` on."""
        options = fill(_native.cnnviz_occlusion_options(), settings)
        return Tensor._of(_native.occluded_inputs(self.native, self._input(input), options, first,
                                                  count))

    def rise(self, input: InputLike, target: TargetLike | Iterable[TargetLike] | None = None, *,
             job: Job | None = None, **settings: Unpack[RiseSettings]) -> Result:
        """RISE: the mean score of random masks that kept a pixel: "map" [N, T, H, W]."""
        options = fill(_native.cnnviz_rise_options(), settings)
        return Result(_native.explain_rise(self.native, self._input(input), self._targets(target),
                                           options, native(job)))

    def channels(self, input: InputLike, target: TargetLike | Iterable[TargetLike] | None = None, *,
                 layer: str | None = None, job: Job | None = None,
                 **settings: Unpack[ChannelsSettings]) -> Result:
        """Which channels a target lives on: "drops" or "mask_scores", "weights" [N, T, K], "map"."""
        options = fill(_native.cnnviz_channels_options(), settings)
        return Result(_native.explain_channels(self.native, self._input(input),
                                               self._targets(target), layer, options, native(job)))

    def synthesize(self, target: TargetLike | Iterable[TargetLike] | None = None, *,
                   start: ImageLike | None = None, examples: Iterable[ImageLike] | None = None,
                   job: Job | None = None, **settings: Unpack[SynthesizeSettings]) -> Result:
        """Pictures that maximize targets: "picture_0" ..., "input" [N, ...], "curve"."""
        options = fill(_native.cnnviz_synthesize_options(), settings)
        begin = None if start is None else as_image(start).native
        return Result(_native.synthesize(self.native, self._targets(target), begin,
                                         images_native(examples), options, native(job)))

    def dream(self, picture: ImageLike | None = None, target: TargetLike | None = None, *,
              guide: ImageLike | None = None, job: Job | None = None,
              **settings: Unpack[DreamSettings]) -> Result:
        """Draws what layers see into a picture (None: into noise): "picture", "objective"."""
        options = fill(_native.cnnviz_dream_options(), settings)
        begin, towards = (None if image is None else as_image(image).native
                          for image in (picture, guide))
        aim = None if target is None else self._target(target)
        return Result(_native.dream(self.native, begin, towards, native(aim), options, native(job)))

    def _input(self, source: Any) -> Any:
        if isinstance(source, Tensor):
            return source.native
        several = isinstance(source, (list, tuple)) and source and is_picture(source[0])
        if several or is_picture(source):
            return self.preprocess(source).native
        return as_tensor(source).native

    def _targets(self, target: TargetLike | Iterable[TargetLike] | None) -> Any:
        if target is None:
            return None
        made = _native.targets_create()
        for one in target if isinstance(target, Iterable) and not isinstance(target, str) else [target]:
            _native.targets_add(made, self._target(one).native)
        return made

    def _target(self, target: Any) -> Target:
        if isinstance(target, Target):
            return target
        if isinstance(target, (int, np.integer)) and not isinstance(target, bool):
            return self.target(f"class:{target}")
        if not isinstance(target, str):
            raise TypeError('a target is a selector such as "class:tabby", the number of a class, or '
                            f"what target() returns; not {target!r:.100}")
        return self.target(target)

    def __repr__(self) -> str:
        if self.closed:
            return "<Model, closed>"
        return f"<Model {os.path.basename(self.info['path'] or 'from memory')}>"


def _layer(handle: Any, index: int) -> Layer:
    info = _native.layers_info(handle, index)
    axes = [tuple(getattr(info, f"{what}_{axis}") for axis in "zyx")
            for what in ("size", "stride", "offset")]
    shape = tuple(_native.layers_extent(handle, index, axis) for axis in range(info.rank))
    return Layer(_native.layers_name(handle, index), _native.layers_type(handle, index),
                 _native.layers_node(handle, index), _native.layers_role(handle, index),
                 Dtype(info.dtype), None if info.rank < 0 else shape, info.class_axis,
                 info.parameters, *axes)
