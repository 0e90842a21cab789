"""The operator's commands, as a shell runs them: each in a process of its own, forked by the nursery."""

import tempfile
from pathlib import Path

from sandbox.bot_process import ROOT
from tests.e2e.forked_bot import forked, nursery_at_hand


async def bot_command(folder: Path, *words: str, module: str = "bot", **environment: str) -> tuple[int, str]:
    """Run `python -m` a module with these words in a folder; gives its exit code and what it said."""
    with tempfile.NamedTemporaryFile(prefix="said-") as said:
        process = await forked(
            nursery_at_hand(),
            log=said.name,
            folder=str(folder),
            environment={"PYTHONPATH": str(ROOT), **environment},
            module=module,
            words=words,
        )
        code = await process.wait()
        return code, said.read().decode()
