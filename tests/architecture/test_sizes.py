"""The bound checker sees what it should see."""

import importlib.util
from pathlib import Path

spec = importlib.util.spec_from_file_location("check_sizes", Path(__file__).parents[2] / "tools" / "check_sizes.py")
assert spec and spec.loader
check_sizes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_sizes)


def test_too_long_a_function_and_too_many_parameters_are_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(check_sizes, "ROOT", tmp_path)
    path = tmp_path / "src" / "long.py"
    path.parent.mkdir()
    path.write_text("def long(a, b, c, d, e, f):\n" + "    a += 1\n" * 40)
    assert [p.split(": ")[1] for p in check_sizes.problems(path)] == [
        "function long has 41 lines, bound 40",
        "function long has 6 parameters, bound 5",
    ]


def test_a_protocol_has_at_most_seven_methods(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(check_sizes, "ROOT", tmp_path)
    path = tmp_path / "src" / "port.py"
    path.parent.mkdir()
    path.write_text("class Port(Protocol):\n" + "".join(f"    def m{n}(self) -> None: ...\n" for n in range(8)))
    assert [p.split(": ")[1] for p in check_sizes.problems(path)] == ["class Port has 8 public methods, bound 7"]
