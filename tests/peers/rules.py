"""The rules at rectifiers, and Grad-CAM, by PyTorch's automatic differentiation.

With R the signal that arrives at the output of a rectifier f and x its input:

    gradient   f'(x) R
    deconvnet  max(R, 0)
    guided     max(R, 0) max(f'(x), 0)

A network's rectifiers must be modules, each used once and out of place: separate_rectifiers() makes
them so.
"""

import contextlib

import torch
from torch import fx, nn
from torch.nn import functional

RULES = ("gradient", "deconvnet", "guided")
RELU = (nn.ReLU,)  # what Captum's methods govern
RELU_LIKE = (nn.ReLU, nn.ReLU6)  # cnnviz's default
EXTENDED = RELU_LIKE + (nn.LeakyReLU, nn.PReLU, nn.ELU, nn.SELU, nn.Hardswish, nn.Softplus)
POLICIES = {"relu": RELU, "relu-like": RELU_LIKE, "extended": EXTENDED}


class _ByRule(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, function, rule, governed):
        ctx.save_for_backward(x)
        ctx.function, ctx.rule, ctx.governed = function, rule, governed
        return function(x)

    @staticmethod
    def backward(ctx, signal):
        ctx.governed.append(ctx.function)
        with torch.enable_grad():
            x = ctx.saved_tensors[0].detach().requires_grad_()
            (slope,) = torch.autograd.grad(ctx.function(x).sum(), x)
        if ctx.rule == "deconvnet":
            result = signal.clamp(min=0)
        elif ctx.rule == "guided":
            result = signal.clamp(min=0) * slope.clamp(min=0)
        else:
            result = signal * slope
        return result, None, None, None


@contextlib.contextmanager
def rule_at_rectifiers(network, rule, policy="relu-like"):
    """Within it, the network's rectifiers pass the signal by the rule.

    Yields a list that gets an entry for every rectifier that a signal passes.
    """
    rectifiers = [m for m in network.modules() if isinstance(m, POLICIES[policy])]
    governed = []
    for module in rectifiers:
        forward = module.forward
        module.forward = lambda x, forward=forward: _ByRule.apply(x, forward, rule, governed)
    try:
        yield governed
    finally:
        for module in rectifiers:
            del module.forward


def separate_rectifiers(network, taps=()):
    """The same network with a module of its own, out of place, for every use of a rectifier.

    `taps` are nodes of the traced graph whose values pass through a module "tap_<node>" that does
    nothing: layers for Grad-CAM.
    """
    traced = fx.symbolic_trace(network)
    modules = dict(traced.named_modules())
    count = 0
    for node in list(traced.graph.nodes):
        if node.op == "call_function" and node.target in (functional.relu, torch.relu):
            kind = nn.ReLU
        elif node.op == "call_module" and type(modules[node.target]) in RELU_LIKE:
            kind = type(modules[node.target])
        else:
            continue
        name = f"rectifier_{count}"
        count += 1
        traced.add_module(name, kind(inplace=False))
        with traced.graph.inserting_after(node):
            replacement = traced.graph.call_module(name, (node.args[0],))
        node.replace_all_uses_with(replacement)
        traced.graph.erase_node(node)
    for node in list(traced.graph.nodes):
        if node.name not in taps:
            continue
        traced.add_module(f"tap_{node.name}", nn.Identity())
        with traced.graph.inserting_after(node):
            tap = traced.graph.call_module(f"tap_{node.name}", (node,))
        node.replace_all_uses_with(tap, delete_user_cb=lambda user, tap=tap: user is not tap)
    traced.delete_all_unused_submodules()
    traced.recompile()
    return traced.eval()


def gradient(network, x, target, rule="gradient", policy="relu-like"):
    """d target / d x under a rule. `target` makes one number for each image of the outputs."""
    x = x.detach().clone().requires_grad_()
    with rule_at_rectifiers(network, rule, policy):
        (result,) = torch.autograd.grad(target(network(x)).sum(), x)
    return result


@contextlib.contextmanager
def captured(module):
    """Within it, the module's output of the last forward pass is in the list that it yields."""
    outputs = []
    handle = module.register_forward_hook(lambda m, inputs, output: outputs.append(output))
    try:
        yield outputs
    finally:
        handle.remove()


def gradcam(network, layer, x, target):
    """max(0, sum_k a_k A_k), a_k the mean of d target / d A_k over positions: [N, h, w]."""
    x = x.detach().clone().requires_grad_()
    with captured(layer) as outputs:
        score = target(network(x)).sum()
        (slope,) = torch.autograd.grad(score, outputs[0])
    weights = slope.mean((2, 3), keepdim=True)
    return (weights * outputs[0]).sum(1).clamp(min=0).detach()


def upsampled(maps, like):
    """Maps [N, h, w] at the size of the pictures `like`, bilinear between pixel centers."""
    return functional.interpolate(
        maps[:, None], like.shape[2:], mode="bilinear", align_corners=False
    )
