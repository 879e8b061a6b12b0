"""The networks of io.nightjar.bench.Networks in PyTorch, at its best on CPUs: prints images/s.

python3 src/bench/python/pytorch.py grey|colour|dense DATA [BATCH] [SECONDS] [THREADS] [PASS]

PASS: training, or encoding (the encoder's forward pass alone).

DATA: an IDX file of images, or for colour a folder of photos. Debian: python3-torch, python3-pil and
libopenblas0-openmp; run with
LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu/openblas-openmp OMP_PROC_BIND=true, else two pools of
threads fight for the cores. Transposed convolutions are written as the gradient of a convolution,
which oneDNN computes three times as fast as PyTorch 1.13 computes its own.
"""

import gzip
import os
import sys
import time

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F
from torch.nn.grad import conv2d_input, conv2d_weight

GEOMETRY = dict(stride=2, padding=1)


class Transposed(torch.autograd.Function):
    @staticmethod
    def forward(context, x, weight):
        context.save_for_backward(x, weight)
        size = (x.shape[0], weight.shape[1], 2 * x.shape[2], 2 * x.shape[3])
        return conv2d_input(size, weight, x, **GEOMETRY)

    @staticmethod
    def backward(context, gradient):
        x, weight = context.saved_tensors
        return (
            F.conv2d(gradient, weight, **GEOMETRY),
            conv2d_weight(gradient, weight.shape, x, **GEOMETRY),
        )


class Doubling(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs, 4, 4) * (2 / (16 * inputs)) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return Transposed.apply(x, self.weight) + self.bias[:, None, None]


class Vae(nn.Module):
    def __init__(self, encoder, features, latent, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
        self.posterior = nn.Linear(features, 2 * latent)

    def loss(self, pixels):
        mean, log_variance = self.posterior(self.encoder(pixels)).chunk(2, 1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        logits = self.decoder(z)
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum()
        nats = F.binary_cross_entropy_with_logits(logits, pixels.reshape(logits.shape), reduction="sum")
        return (nats + kl) / pixels.shape[0]


def convolutional(channels, side, widths, latent):
    encoder, decoder, inputs = [], [], channels
    for width in widths:
        encoder += [nn.Conv2d(inputs, width, 4, **GEOMETRY), nn.ReLU()]
        inputs, side = width, side // 2
    size = inputs * side * side
    encoder += [nn.Flatten(), nn.Linear(size, 256), nn.ReLU()]
    decoder += [nn.Linear(latent, 256), nn.ReLU(), nn.Linear(256, size), nn.ReLU()]
    decoder += [nn.Unflatten(1, (inputs, side, side))]
    for width in reversed(widths[:-1]):
        decoder += [Doubling(inputs, width), nn.ReLU()]
        inputs = width
    decoder += [Doubling(inputs, channels)]
    return Vae(nn.Sequential(*encoder), 256, latent, nn.Sequential(*decoder)), (channels, side)


def dense(latent):
    encoder = nn.Sequential(
        nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU()
    )
    decoder = nn.Sequential(
        nn.Linear(latent, 256), nn.ReLU(), nn.Linear(256, 512), nn.ReLU(), nn.Linear(512, 784)
    )
    return Vae(encoder, 256, latent, decoder)


def read(path, shape):
    if not os.path.isdir(path):
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rb") as file:
            return torch.tensor(np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, *shape))
    files = sorted(os.path.join(d, f) for d, _, names in os.walk(path) for f in names)
    photos = []
    for file in files:
        try:
            photo = Image.open(file).convert("RGB").resize(shape[:0:-1], Image.BOX)
            photos.append(np.asarray(photo).transpose(2, 0, 1))
        except OSError:
            pass
    return torch.tensor(np.stack(photos))


def main():
    name = sys.argv[1]
    batch = int(sys.argv[3]) if len(sys.argv) > 3 else 128
    seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 10
    torch.set_num_threads(int(sys.argv[5]) if len(sys.argv) > 5 else 2)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    if name == "grey":
        model, shape = convolutional(1, 28, [32, 64], 20)[0], (1, 28, 28)
    elif name == "colour":
        model, shape = convolutional(3, 64, [32, 64, 128, 256], 128)[0], (3, 64, 64)
    else:
        model, shape = dense(32), (1, 28, 28)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    images = read(sys.argv[2], shape)

    def step(i):
        first = i * batch % (len(images) - batch + 1)
        loss = model.loss(images[first : first + batch].float() / 255)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    def encode(i):
        first = i * batch % (len(images) - batch + 1)
        with torch.inference_mode():
            pixels = images[first : first + batch].float() / 255
            mean, log_variance = model.posterior(model.encoder(pixels)).chunk(2, 1)
            return mean, torch.exp(0.5 * log_variance)

    if len(sys.argv) > 6 and sys.argv[6] == "encoding":
        step = encode
    for i in range(10):
        step(i)
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        step(steps)
        steps += 1
    print(f"{name}: {steps * batch / (time.perf_counter() - start):.0f} images/s")


main()
