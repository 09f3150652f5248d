"""What an idle platform does not carry."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.platform_process import PlatformProcess


@pytest.mark.skipif(sys.platform != "linux", reason="the mapped files of a process are read from /proc")
async def test_a_platform_that_serves_has_not_loaded_the_learning_libraries(tmp_path: Path) -> None:
    platform = PlatformProcess(tmp_path, mlflow_uri=f"sqlite:///{tmp_path}/mlflow.db")
    await platform.start()
    try:
        mapped = Path(f"/proc/{platform.pid}/maps").read_text()  # noqa: ASYNC240 a file in memory
        assert "sqlite" in mapped
        # MLflow's client brings numpy along, and protobuf
        assert not [name for name in ("numpy", "scipy", "sklearn", "lightgbm", "google") if name in mapped]
    finally:
        await platform.stop()


def test_what_serve_imports_holds_none_of_the_heavy_clients() -> None:
    heavy = "{'dask', 'distributed', 'mlflow', 'numpy', 'lightgbm'}"
    code = f"import chargeit.app.console, chargeit.app.training, sys; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout.strip() == "[]"
