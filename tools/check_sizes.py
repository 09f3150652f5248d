"""The bounds of sizes: function, file, parameters, class, folder, Protocol. An exception names its decision record."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTION, FILE, PARAMETERS, CLASS, PUBLIC_METHODS, MODULES, PROTOCOL = 40, 300, 5, 200, 12, 18, 7
EXEMPT = ("ocpp/v16/", "ocpp/v201/", "ocpp/v21/", "storage/tables.py", "storage/migrations/")
# path or path::name -> the decision record that allows it
ALLOWED: dict[str, str] = {}


def main() -> int:
    found = [line for path in sources() for line in problems(path)] + list(crowded_folders())
    for line in found:
        print(line)
    return 1 if found else 0


def sources() -> Iterator[Path]:
    for top in ("src", "tools", "benchmarks"):
        yield from (p for p in sorted((ROOT / top).rglob("*.py")) if not any(part in p.as_posix() for part in EXEMPT))


def problems(path: Path) -> Iterator[str]:
    name = path.relative_to(ROOT).as_posix()
    text = path.read_text(encoding="utf-8")
    if (lines := text.count("\n")) > FILE and name not in ALLOWED:
        yield f"{name}: {lines} lines, bound {FILE}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (f"{name}:{node.lineno}: {why}" for why in function_problems(node, name))
        elif isinstance(node, ast.ClassDef):
            yield from (f"{name}:{node.lineno}: {why}" for why in class_problems(node, name))


def function_problems(node: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> Iterator[str]:
    if f"{name}::{node.name}" in ALLOWED:
        return
    lines = length(node)
    if lines > FUNCTION:
        yield f"function {node.name} has {lines} lines, bound {FUNCTION}"
    arguments = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    counted = [a for a in arguments if a not in ("self", "cls")]
    if len(counted) > PARAMETERS:
        yield f"function {node.name} has {len(counted)} parameters, bound {PARAMETERS}"


def class_problems(node: ast.ClassDef, name: str) -> Iterator[str]:
    if f"{name}::{node.name}" in ALLOWED:
        return
    methods = [n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    public = [n for n in methods if not n.name.startswith("_") and not is_property(n)]
    protocol = any(ast.unparse(base).split("[")[0].endswith("Protocol") for base in node.bases)
    bound = PROTOCOL if protocol else PUBLIC_METHODS
    if len(public) > bound:
        yield f"class {node.name} has {len(public)} public methods, bound {bound}"
    if (lines := length(node)) > CLASS:
        yield f"class {node.name} has {lines} lines, bound {CLASS}"


def is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(ast.unparse(decorator) == "property" for decorator in node.decorator_list)


def length(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """Lines of code and comments, without the docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def crowded_folders() -> Iterator[str]:
    for folder in sorted(p for p in (ROOT / "src").rglob("*") if p.is_dir() and (p / "__init__.py").exists()):
        modules = [p for p in folder.glob("*.py") if p.name != "__init__.py"]
        name = folder.relative_to(ROOT).as_posix()
        if len(modules) > MODULES and not any(part in name + "/" for part in EXEMPT) and name not in ALLOWED:
            yield f"{name}: {len(modules)} modules, bound {MODULES}"


if __name__ == "__main__":
    sys.exit(main())
