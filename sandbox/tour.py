from pathlib import Path


async def tour(out: Path, speed: float, seed: int) -> int:
    return 1
