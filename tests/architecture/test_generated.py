"""Generated files are what their generator writes."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_ocpp_messages_are_what_the_schemas_give() -> None:
    command = [sys.executable, str(ROOT / "tools" / "generate_ocpp.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
