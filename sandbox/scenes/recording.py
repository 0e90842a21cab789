"""Moderators look back: the record, a table of the videos, a picture of the period."""

import csv
import io

from PIL import Image

from sandbox.discord import SeenMessage
from sandbox.scenes.acting import ANSWER, HAN
from sandbox.stage import Stage
from sandbox.transcript import Transcript

WIDE = 1000
"""Pixels that a picture needs to be read on a phone."""


async def the_record(stage: Stage, script: Transcript) -> None:
    """Sam reads what happened to the credits and who changed what, page by page."""
    script.note("Sam types `/quota history`, presses **Older**, and then looks at what was about Mia.")
    use = await stage.sam.use("quota history", stage.studio)
    page = script.saw(
        "Sam",
        await use.answered(ANSWER),
        r"@Sam unblocked @Mia",
        r"@Sam blocked @Mia until .+“ask before parades”",
        r"8 credits set aside · 8 credits went back",
        r"\[Older\]",
    )
    press = await stage.sam.press(page, "Older")
    script.saw("Sam", await press.answered(ANSWER), r"🎬 @", r"\[Newer\]")
    use = await stage.sam.use("quota history", stage.studio, member=stage.mia, kind="changes")
    script.saw(
        "Sam",
        await use.answered(ANSWER),
        r"About @Mia",
        r"@Sam returned 8 credits of job \d+",
        r"@Sam gave @Mia more room this period: 0 credits → 8 credits .“encore”",
        absent=r"🎬",
    )


async def the_table(stage: Stage, script: Transcript) -> None:
    """Sam takes the period's videos along as a table."""
    script.note("Sam types `/quota export`.")
    use = await stage.sam.use("quota export", stage.studio)
    seen = script.saw("Sam", await use.answered(ANSWER), r"videos that were asked for from", r"reelroom-.+\.csv")
    rows = list(csv.DictReader(io.StringIO(seen.files[0].path.read_text(encoding="utf-8-sig"), newline="")))
    script.note(f"It has {len(rows)} lines under the header `{','.join(rows[0])}`.")
    script.expect({row["state"] for row in rows} >= {"posted", "failed", "cancelled"}, "an outcome is not in the table")
    returned = [row["returned"] for row in rows if row["returned"] != "0"]
    script.expect(returned == ["8"], "the table does not tell what was returned")


async def the_picture(stage: Stage, script: Transcript) -> None:
    """Sam has the period drawn."""
    script.note("Sam types `/quota chart`.")
    use = await stage.sam.use("quota chart", stage.studio)
    _is_drawn(script, script.saw("Sam", await use.answered(ANSWER), r"Only you see this picture"))


async def the_picture_in_chinese(stage: Stage, script: Transcript) -> None:
    """Wei has the other server's period drawn, and reads its record."""
    script.note("Wei types `/quota chart` in 电影社, then `/quota history` and `/quota export`.")
    use = await stage.wei.use("quota chart", stage.cinema)
    _is_drawn(script, script.saw("Wei", await use.answered(ANSWER), r"只有你能看到这张图", HAN))
    use = await stage.wei.use("quota history", stage.cinema)
    script.saw("Wei", await use.answered(ANSWER), r"@Wei 设定了 @Lin 的上限", r"花费 \d+ 积分", HAN)
    use = await stage.wei.use("quota export", stage.cinema, period="all")
    script.saw("Wei", await use.answered(ANSWER), r"只有你能看到这个文件", r"reelroom-.+\.csv")


def _is_drawn(script: Transcript, seen: SeenMessage) -> None:
    with Image.open(seen.files[0].path) as picture:
        script.expect(picture.format == "PNG" and picture.width > WIDE, "the picture is none")
    (stored,) = seen.message.files
    script.note(f"Who does not see it is told: “{stored.description}”")
