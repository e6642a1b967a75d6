"""Averages the layers of several trainings: a model soup (Wortsman et al. 2022, arXiv:2203.05482).

    python -m summarize.training.average FILE.safetensors FILE.safetensors ... --out FILE.safetensors

All of them began with the packaged model's layers, so that the mean of their weights is a model of the same kind. It
costs at run time what one of them costs.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path


def average_layers(files: Sequence[Path], out: Path) -> None:
    """Writes the mean of the tensors as float16. Raises ValueError where the files are not of one shape."""
    from safetensors.torch import load_file, save_file

    trained = [{name: tensor.float() for name, tensor in load_file(file).items()} for file in files]
    shapes = [{name: tensor.shape for name, tensor in tensors.items()} for tensors in trained]
    for file, shape in zip(files, shapes, strict=True):
        if shape != shapes[0]:
            raise ValueError(f"{file}: not the same layers as {files[0]}")
    mean = {name: sum(tensors[name] for tensors in trained) / len(trained) for name in trained[0]}
    save_file({name: tensor.half().contiguous() for name, tensor in mean.items()}, out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    average_layers(args.files, args.out)


if __name__ == "__main__":
    main()
