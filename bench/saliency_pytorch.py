"""What a user of PyTorch writes to see what a network looked at, from start to picture.

    python saliency_pytorch.py WEIGHTS.pt PHOTO OUT.png
"""

import sys

import torch
import torchvision.transforms as transforms
from PIL import Image
from torchvision.models import squeezenet1_1

weights, photo, out = sys.argv[1:]
network = squeezenet1_1(weights=None)
network.load_state_dict(torch.load(weights))
network.eval()
prepare = transforms.Compose([
    transforms.Resize(256),
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
])
x = prepare(Image.open(photo).convert("RGB"))[None].requires_grad_()
network(x).max().backward()
heat = x.grad[0].abs().amax(0)
Image.fromarray((255 * heat / heat.max()).byte().numpy()).save(out)
