"""Encodes images with numpy alone, from a bundle's manifest and weights: what the bundle means.

Usage: encode.py BUNDLE PIXELS, the latter uint8 images one after the other, each (channels, height,
width). Prints a line an image: the embedding.
"""

import json
import pathlib
import sys

import numpy

from read_safetensors import read

bundle = pathlib.Path(sys.argv[1])
model = json.loads((bundle / "manifest.json").read_text())["autoencoder"]
architecture = model["architecture"]
weights = dict(read(bundle / "parameters.safetensors"))

ACTIVATIONS = {
    "relu": lambda x: numpy.maximum(x, 0),
    "leaky-relu": lambda x: numpy.where(x > 0, x, 0.01 * x),
    "elu": lambda x: numpy.where(x > 0, x, numpy.expm1(numpy.minimum(x, 0))),
    "tanh": numpy.tanh,
    "gated": lambda x: numpy.split(x, 2, axis=1)[0] * sigmoid(numpy.split(x, 2, axis=1)[1]),
    "identity": lambda x: x,
}


def linear(name, x):
    return x @ weights[name + ".weight"].T + weights.get(name + ".bias", 0)


def convolution(name, x):
    """Kernel 4, stride 2, padding 1."""
    kernel = weights[name + ".weight"]
    padded = numpy.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    height, width = x.shape[2] // 2, x.shape[3] // 2
    out = numpy.zeros((x.shape[0], kernel.shape[0], height, width))
    for i in range(4):
        for j in range(4):
            patch = padded[:, :, i : i + 2 * height : 2, j : j + 2 * width : 2]
            out += numpy.einsum("bchw,oc->bohw", patch, kernel[:, :, i, j])
    bias = weights.get(name + ".bias", numpy.zeros(kernel.shape[0]))
    return out + bias[:, None, None]


def hidden(name, x):
    """What follows a hidden layer's weights."""
    if architecture["normalization"] == "batch":
        columns = (1, -1) + (1,) * (x.ndim - 2)
        tensor = lambda role: weights[f"{name}.norm.{role}"].reshape(columns)
        x = (x - tensor("running_mean")) / numpy.sqrt(tensor("running_var") + 1e-5)
        x = x * tensor("weight") + tensor("bias")
    return ACTIVATIONS[architecture["activation"]](x)


def sigmoid(x):
    return 1 / (1 + numpy.exp(-x))


def lstm(name, rows):
    """(batch, steps, inputs) to (batch, steps, units), PyTorch's gates i, f, g, o."""
    w, r, b = (weights[f"{name}.{role}"] for role in ("weight_ih", "weight_hh", "bias_ih"))
    h = c = numpy.zeros((rows.shape[0], r.shape[1]))
    states = []
    for step in range(rows.shape[1]):
        i, f, g, o = numpy.split(rows[:, step] @ w.T + h @ r.T + b, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * numpy.tanh(g)
        h = sigmoid(o) * numpy.tanh(c)
        states.append(h)
    return numpy.stack(states, axis=1)


def dense(x):
    x = x.reshape(len(x), -1)
    for i in range(len(architecture["widths"])):
        x = hidden(f"encoder.{i}", linear(f"encoder.{i}", x))
    return x


def convolutional(x):
    layers = len(architecture["channels"])
    for i in range(layers):
        x = hidden(f"encoder.{i}", convolution(f"encoder.{i}", x))
    return hidden(f"encoder.{layers}", linear(f"encoder.{layers}", x.reshape(len(x), -1)))


def recurrent(x):
    x = x.transpose(0, 2, 1, 3).reshape(len(x), x.shape[2], -1)
    for i in range(len(architecture["widths"])):
        x = lstm(f"encoder.{i}", x)
    return x[:, -1]


shape = [model["image"][size] for size in ("channels", "height", "width")]
pixels = numpy.fromfile(sys.argv[2], dtype=numpy.uint8).reshape([-1] + shape) / 255
features = {"dense": dense, "convolutional": convolutional, "recurrent": recurrent}
head = "posterior" if model["latent"]["kind"] == "variational" else "latent"
for latent in linear(head, features[architecture["name"]](pixels)):
    print(*latent[: model["latent"]["size"]])
