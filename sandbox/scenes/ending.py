"""How it ends: with a failure, with an allowance used up, with a look back."""

from sandbox.scenes.acting import ANSWER, CLIP, SMALL, clip, pool, status
from sandbox.stage import Stage
from sandbox.transcript import Transcript


async def failure(stage: Stage, script: Transcript) -> None:
    """The vendor gives up: the credits come back, and its words are shown without its links and mentions."""
    prompt = "A volcano of soap"
    script.note(f"Mia types `/generate prompt:{prompt}`; the local Seedance fails it with a text.")
    text = "Output rejected, see https://evil.example/x @everyone <@1> for details"
    stage.seedance.faults.arm("failed", text=text)
    before = await pool(stage.mia, stage.studio)
    await stage.mia.use("generate", stage.studio, prompt=prompt, **SMALL)
    seen = await status(stage.mia, stage.studio, prompt, r"went back")
    script.saw("Everyone", seen, r"8 credits went back", r"Output rejected", absent=r"evil\.example|@everyone|<@1>")
    script.expect(await pool(stage.mia, stage.studio) == before, "the pool is not what it was before")


async def failure_in_chinese(stage: Stage, script: Transcript) -> None:
    """The same in the Chinese server."""
    prompt = "肥皂泡火山"
    script.note(f"Lin types `/generate prompt:{prompt}` in 电影社; the local Seedance fails it.")
    stage.seedance.faults.arm("failed", text="Output rejected")
    before = await pool(stage.lin, stage.cinema)
    await stage.lin.use("generate", stage.cinema, prompt=prompt, **SMALL)
    seen = await status(stage.lin, stage.cinema, prompt, r"退回")
    script.saw("Everyone", seen, r"8 积分已退回", r"Output rejected")
    script.expect(await pool(stage.lin, stage.cinema) == before, "the pool is not what it was before")


async def looking_back(stage: Stage, script: Transcript) -> None:
    """Mia and Lin look at their videos with /jobs, and Mia has one posted again."""
    script.note("Mia types `/jobs`, Lin types it in 电影社.")
    use = await stage.mia.use("jobs", stage.studio)
    script.saw(
        "Mia", await use.answered(ANSWER), r"Your videos", r"posted.*lighthouse", r"14 credits spent", r"\[clip\]"
    )
    use = await stage.lin.use("jobs", stage.cinema)
    script.saw("Lin", await use.answered(ANSWER), r"橘猫", r"已发布", r"花费 8 积分")
    script.note("Mia types `/jobs id:` and “lighthouse”, and chooses what is offered.")
    offered = await stage.mia.autocomplete("jobs", stage.studio, "id", "lighthouse")
    script.expect(str(offered[0]["name"]).startswith("✅ posted · A lighthouse"), f"{offered}")
    use = await stage.mia.use("jobs", stage.studio, id=offered[0]["value"])
    panel = script.saw("Mia", await use.answered(ANSWER), r"Clip made", r"14 credits set aside", r"\[Post again\]")
    script.note("She presses **Post again**.")
    before = await pool(stage.mia, stage.studio)
    press = await stage.mia.press(panel, "Post again")
    script.saw("Mia", await press.answered(ANSWER), r"at no charge")
    again = await stage.mia.until_sees(stage.studio, r"job \d+-2\b", CLIP)
    script.saw("Everyone", again, r"lighthouse", r"-2\.mp4")
    script.expect(await pool(stage.mia, stage.studio) == before, "posting again was not free")
    script.note("Lin, who did not ask for it, asks for the same number.")
    use = await stage.lin.use("jobs", stage.studio, id=offered[0]["value"])
    script.saw("Lin", await use.answered(ANSWER), r"没有这个视频的记录", absent=r"lighthouse")


async def looking_back_in_chinese(stage: Stage, script: Transcript) -> None:
    """Lin has a clip posted again as well."""
    script.note("Lin types `/jobs id:` and “橘猫”, chooses what is offered and presses **再次发布**.")
    offered = await stage.lin.autocomplete("jobs", stage.cinema, "id", "橘猫")
    use = await stage.lin.use("jobs", stage.cinema, id=offered[0]["value"])
    panel = script.saw("Lin", await use.answered(ANSWER), r"做好于", r"预留 8 积分", r"\[再次发布\]")
    press = await stage.lin.press(panel, "再次发布")
    script.saw("Lin", await press.answered(ANSWER), r"不花积分")
    again = await stage.lin.until_sees(stage.cinema, r"任务 \d+-2\b", CLIP)
    script.saw("Everyone", again, r"橘猫", r"-2\.mp4")


async def used_up(stage: Stage, script: Transcript) -> None:
    """The server's allowance is used up, and the refusal says what remains and when it resets."""
    script.note("Mia asks twice for the most expensive video, 84 credits each.")
    prompt = "An opera in one breath"
    for words in (r"Accepted: \*\*84 credits", r"takes 84 credits, but the server has \d+ of 200 left"):
        use = await stage.mia.use(
            "generate", stage.studio, prompt=prompt, resolution="720p", duration=12, generate_audio=True
        )
        script.saw("Mia", await use.answered(ANSWER), words)
    script.saw("Everyone", await clip(stage.mia, stage.studio, prompt), r"960×960", r"84 credits")
