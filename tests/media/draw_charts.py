"""`python -m tests.media.draw_charts FOLDER`: draw the pictures of the documentation."""

import asyncio
import sys
from pathlib import Path

from bot.media.chart import ChartPainter
from tests.media.charts import month


async def draw(folder: Path) -> None:
    """Draw an ordinary month in both languages."""
    painter = ChartPainter()
    for name, locale in (("quota-chart", "en-US"), ("quota-chart-zh", "zh-CN")):
        data = await painter.draw(month(locale))
        await asyncio.to_thread((folder / f"{name}.png").write_bytes, data)


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1])))
