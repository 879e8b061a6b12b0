"""A folder's JPEGs to latent vectors, as somebody without Nightjar would have it, at its best on CPUs.

/usr/bin/python3 src/bench/python/embed.py BUNDLE FOLDER OUTPUT [off|on] [WORKERS] [THREADS] [BATCH]

Reads the network of a convolutional bundle's parameters.safetensors, so it is the same one; decodes
with Pillow's `draft` in WORKERS processes of PyTorch's DataLoader, encodes BATCH images at once on
THREADS threads, and writes OUTPUT, float32 (n, latent), as .npy. `on` decodes every latent again and
adds the mean squared error per pixel value as OUTPUT.errors.npy; transposed convolutions are written
as the gradient of a convolution, which oneDNN computes three times as fast as PyTorch 1.13 its own.
Prints "steady: R images/s" (all but the first fifth) and "whole: R images/s" (from here to the end).

Debian: python3-torch, python3-pil, libopenblas0-openmp. Run with OMP_WAIT_POLICY=PASSIVE and
LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu/openblas-openmp, else two pools of threads fight for the
cores, and with MALLOC_MMAP_THRESHOLD_, MALLOC_TRIM_THRESHOLD_ and MALLOC_TOP_PAD_ large.
"""

import time

START = time.perf_counter()

import json
import os
import sys

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F
from torch.nn.grad import conv2d_input
from torch.utils.data import DataLoader, Dataset

GEOMETRY = dict(stride=2, padding=1)


class Photos(Dataset):
    def __init__(self, files, side):
        self.files, self.side = files, side

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        image = Image.open(self.files[index])
        image.draft("RGB", (self.side, self.side))
        image = image.convert("RGB").resize((self.side, self.side), Image.BOX)
        return torch.from_numpy(np.array(image))


def tensors(bundle):
    with open(os.path.join(bundle, "parameters.safetensors"), "rb") as file:
        data = file.read()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    body = data[8 + length :]
    return {
        name: torch.from_numpy(
            np.frombuffer(body[slice(*entry["data_offsets"])], np.float32).reshape(entry["shape"]).copy()
        )
        for name, entry in header.items()
    }


class Network:
    def __init__(self, bundle):
        with open(os.path.join(bundle, "manifest.json")) as file:
            manifest = json.load(file)["autoencoder"]
        self.side = manifest["image"]["height"]
        self.latent = manifest["latent"]["size"]
        self.layers = len(manifest["architecture"]["channels"])
        self.t = tensors(bundle)

    def weights(self, name):
        return self.t[name + ".weight"], self.t[name + ".bias"]

    def encode(self, pixels):
        x = pixels.permute(0, 3, 1, 2).contiguous().float() / 255
        for layer in range(self.layers):
            x = F.relu(F.conv2d(x, *self.weights(f"encoder.{layer}"), **GEOMETRY))
        x = F.relu(F.linear(x.flatten(1), *self.weights(f"encoder.{self.layers}")))
        mean, log_variance = F.linear(x, *self.weights("posterior")).chunk(2, 1)
        return mean, torch.exp(0.5 * log_variance)

    def errors(self, pixels, mean):
        x = F.relu(F.linear(mean, *self.weights("decoder.0")))
        x = F.relu(F.linear(x, *self.weights("decoder.1")))
        side = self.side >> self.layers
        x = x.view(len(mean), -1, side, side)
        names = [f"decoder.{layer}" for layer in range(2, self.layers + 1)] + ["logits"]
        for name in names:
            weight, bias = self.weights(name)
            size = (x.shape[0], weight.shape[1], 2 * x.shape[2], 2 * x.shape[3])
            x = conv2d_input(size, weight, x, **GEOMETRY) + bias[:, None, None]
            x = torch.sigmoid(x) if name == "logits" else F.relu(x)
        target = pixels.permute(0, 3, 1, 2).float() / 255
        return ((x - target) ** 2).mean((1, 2, 3))


def main():
    bundle, folder, output = sys.argv[1:4]
    with_errors = len(sys.argv) > 4 and sys.argv[4] == "on"
    workers, threads, batch = (int(sys.argv[i]) if len(sys.argv) > i else d for i, d in ((5, 2), (6, 2), (7, 64)))
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    network = Network(bundle)
    files = sorted(os.path.join(d, f) for d, _, names in os.walk(folder) for f in names)
    loader = DataLoader(Photos(files, network.side), batch_size=batch, num_workers=workers, prefetch_factor=4)
    means, errors, done, steady = [], [], 0, None
    with torch.inference_mode():
        for pixels in loader:
            mean, _ = network.encode(pixels)
            means.append(mean.numpy())
            if with_errors:
                errors.append(network.errors(pixels, mean).numpy())
            done += len(pixels)
            if steady is None and done >= len(files) / 5:
                steady = (done, time.perf_counter())
    end = time.perf_counter()
    print(f"steady: {(done - steady[0]) / (end - steady[1]):.0f} images/s")
    np.save(output, np.concatenate(means))
    if with_errors:
        np.save(output + ".errors", np.concatenate(errors))
    print(f"whole: {done / (time.perf_counter() - START):.0f} images/s")


main()
