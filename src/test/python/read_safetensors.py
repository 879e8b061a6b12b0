"""Reads a safetensors file with numpy alone: name, shape, first and last value of each tensor."""

import json
import struct
import sys

import numpy


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = numpy.frombuffer(data[begin:end], dtype="<f4")
        yield name, values.reshape(entry["shape"])


if __name__ == "__main__":
    for name, tensor in read(sys.argv[1]):
        sizes = ",".join(map(str, tensor.shape))
        print(name, sizes, float(tensor.flat[0]), float(tensor.flat[-1]))
