"""What a model's bytes tell of how it was made, read as text: no learning library is needed for it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from chargeit.ports.models import Inside

SETTINGS = (
    *("objective", "num_iterations", "learning_rate", "num_leaves", "max_bin", "min_data_in_leaf", "alpha", "seed"),
    *("feature_fraction", "bagging_fraction", "bagging_freq", "lambda_l1", "lambda_l2", "monotone_constraints"),
)
SETTING = re.compile(r"^\[(\w+): (.+)\]$", re.MULTILINE)
NAMES = re.compile(r"^feature_names=(.*)$", re.MULTILINE)
SPLITS = re.compile(r"^split_feature=(.*)\nsplit_gain=(.*)$", re.MULTILINE)


def inside(payload: bytes) -> Inside:
    """Of every LightGBM text in the bytes, by its place in them. Of bytes that hold none, nothing."""
    parameters: dict[str, str] = {}
    importance: dict[str, dict[str, float]] = {}
    for place, text in texts(payload):
        known = {name: value for name, value in SETTING.findall(text) if name in SETTINGS}
        parameters |= {f"{place}.{name}": known[name] for name in SETTINGS if name in known}
        importance[place] = gains(text)
    return Inside(parameters, importance)


def texts(payload: bytes) -> Iterator[tuple[str, str]]:
    """Place and text; a place is like `hourly.quantiles.0`, and `model` for bytes that are one text alone."""
    try:
        decoded = payload.decode()
    except UnicodeDecodeError:
        return
    if decoded.startswith("tree\n"):
        yield "model", decoded
        return
    try:
        found = json.loads(decoded)
    except ValueError:
        return
    yield from within(found, "")


def within(found: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(found, str):
        if found.startswith("tree\n"):
            yield place, found
    elif isinstance(found, dict | list):
        for key, value in found.items() if isinstance(found, dict) else enumerate(found):
            yield from within(value, f"{place}.{key}" if place else str(key))


def gains(text: str) -> dict[str, float]:
    """Share of the gain by feature, largest first; a feature that no tree asks for is left out."""
    names = NAMES.search(text)
    total: dict[str, float] = defaultdict(float)
    if names is None:
        return {}
    columns = names[1].split()
    for features, gained in SPLITS.findall(text):
        for feature, gain in zip(features.split(), gained.split(), strict=True):
            total[columns[int(feature)]] += float(gain)
    whole = sum(total.values()) or 1.0
    return {name: gain / whole for name, gain in sorted(total.items(), key=lambda one: -one[1])}
