"""Decodes and resizes a folder's JPEGs with Pillow, on one thread: prints images/s.

/usr/bin/python3 src/bench/python/pillow.py FOLDER SIDE SECONDS

Debian: python3-pil. `draft` has libjpeg decode at 1/2, 1/4 or 1/8 of the size where that is enough;
then the area is averaged, as Nightjar does. Files are read beforehand; passes go on until SECONDS
have gone by, after one pass to warm up.
"""

import io
import os
import sys
import time

from PIL import Image


def pixels(data, side):
    image = Image.open(io.BytesIO(data))
    image.draft("RGB", (side, side))
    return image.convert("RGB").resize((side, side), Image.BOX).tobytes()


def main(folder, side, seconds):
    files = []
    for root, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if name.lower().endswith((".jpg", ".jpeg")):
                with open(os.path.join(root, name), "rb") as file:
                    files.append(file.read())
    for data in files[: max(1, len(files) // 4)]:
        pixels(data, side)
    start = time.perf_counter()
    count = 0
    while time.perf_counter() - start < seconds or count % len(files):
        pixels(files[count % len(files)], side)
        count += 1
    print(f"{count / (time.perf_counter() - start):.1f} images/s")


main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
