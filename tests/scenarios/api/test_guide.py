"""The examples of docs/api.md, run as they stand."""

import asyncio
import re
import shutil
from pathlib import Path

import pytest

from chargeit.domain.accounts import Role
from tests.support.api import PASSWORD, Platform

GUIDE = Path(__file__).parents[3] / "docs" / "api.md"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_examples_of_the_guide_work_as_they_stand(running: Platform, tmp_path: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    script = "set -euo pipefail\n" + "".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    await running.add_account("admin", Role.ADMIN)
    environment = {"CHARGEIT": running.address, "PASSWORD": PASSWORD, "PATH": "/usr/bin:/bin"}
    shell = await asyncio.create_subprocess_exec(
        "bash", "-c", script, cwd=tmp_path, env=environment, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        said = (await shell.communicate())[0].decode()
    assert shell.returncode == 0, said
    for part in (
        '"name":"key my program"',
        '"name":"Main gate"',
        '"blocked":true,"expires_at":null',
        '"label":"Ann"',
        '"state":"queued"',
        '"count":0',
        "event: station.changed",
        "event: token.changed",
        '"status":"ok"',
        '"memory_rss_bytes"',
    ):
        assert part in said, (part, said)
    assert (re.findall(r"```json\n(.*?)\n```", text, re.DOTALL))[0] in said
