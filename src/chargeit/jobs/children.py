"""Processes of our own that do the heavy work: run to their end, within their time, or killed."""

import asyncio
import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
REASON_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Child:
    """Nothing secret belongs in the command: every process of the machine can read it."""

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    limit_s: float = 1800


async def run(child: Child, what: str) -> str | None:
    """None where it ended well, else why it did not, for people. Cancelling kills it. `what` it is: `training`."""
    process = await asyncio.create_subprocess_exec(
        *child.command,
        env=os.environ | ONE_THREAD | dict(child.environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await asyncio.wait_for(process.communicate(), child.limit_s)
    except TimeoutError:
        return f"it took longer than {child.limit_s:.0f} s"
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    code = process.returncode or 0
    if code == 0:
        return None
    lines = said.decode(errors="replace").strip().splitlines()
    reason = lines[-1].removeprefix("chargeit: ") if lines else "it said nothing"
    ended = f"was ended by signal {-code}" if code < 0 else "failed"
    return f"the {what} process {ended}: {reason[:REASON_CHARACTERS]}"
