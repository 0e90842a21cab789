"""/quota history, export and chart as a moderator uses them, in both languages."""

import csv
import io
from typing import Any

import pytest
from PIL import Image

from bot.cards import export
from bot.domain.ids import ChannelId, GuildId, JobId, MemberId
from bot.domain.job import JobState
from sandbox.discord import NotPossibleError, Person, SeenMessage
from tests.company import RULE, Company
from tests.stage import Stage
from tests.store.walking import WAYS, accepted

ENOUGH = 12
"""Entries for a second page."""


async def says(stage: Stage, who: Person, command: str, **options: object) -> SeenMessage:
    answer = await (await who.use(command, stage.channel, **options)).answered(10)
    assert answer.ephemeral
    return answer


async def made(stage: Stage, company: Company, state: JobState = JobState.READY, **asks: Any) -> JobId:
    """Bring a video of Mia's into a state; it takes 28 credits."""
    number = JobId(stage.discord.state.new_id())
    here = {"guild_id": GuildId(stage.guild.id), "channel_id": ChannelId(stage.channel.id)}
    now = stage.discord.state.now()
    whose = {"member_id": MemberId(stage.mia.id), **here, **asks}
    job = await accepted(company.store, number, rule=RULE, now=now, **whose)
    for step in WAYS[state]:
        job = await company.store.apply(step(job, now))
    return number


def read(seen: SeenMessage) -> list[list[str]]:
    """Read the table that an answer carries."""
    text = seen.files[0].path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("command", ["quota history", "quota export", "quota chart"])
async def test_a_member_does_not_see_the_commands(stage: Stage, company: Company, command: str) -> None:
    assert company.client.user
    with pytest.raises(NotPossibleError):
        await stage.mia.use(command, stage.channel)


async def test_the_record_tells_what_credits_did_and_who_changed_what(
    stage: Stage, company: Company, sam: Person, wei: Person
) -> None:
    job = await made(stage, company)
    await says(stage, sam, "quota member", member=stage.mia, limit=90, reason="a *trial*")
    seen = (await says(stage, sam, "quota history")).text.replace("**", "")
    assert "📅 A new month began with 100 credits" in seen
    assert "🎬 @Mia: a paper boat on a pond\n-# 28 credits set aside · 28 credits spent" in seen
    assert f"job {job}" in seen
    assert "⚙️ @Sam set the limit of @Mia: no limit → 90 credits (“a \\*trial\\*”)" in seen
    assert seen.index("⚙️") < seen.index("🎬") < seen.index("📅")
    chinese = (await says(stage, wei, "quota history", kind="changes", member=stage.mia)).text
    assert "@Sam 设定了 @Mia 的上限" in chinese
    assert "无上限 → 90 积分" in chinese
    assert "🎬" not in chinese


async def test_the_record_has_pages(stage: Stage, company: Company, sam: Person) -> None:
    assert company.client.user
    for number in range(1, ENOUGH + 1):
        await says(stage, sam, "quota member", member=stage.mia, limit=number)
    first = await says(stage, sam, "quota history", kind="changes")
    assert [button.label for button in first.buttons] == ["Older"]
    assert "→ 12 credits" in first.text
    second = await (await sam.press(first, "Older")).answered(5)
    assert "→ 4 credits" in second.text
    assert "→ 5 credits" not in second.text
    assert [button.label for button in second.buttons] == ["Newer"]
    again = await (await sam.press(second, "Newer")).answered(5)
    assert again.text == first.text


async def test_the_table_opens_in_a_spreadsheet(stage: Stage, company: Company, sam: Person, wei: Person) -> None:
    job = await made(stage, company)
    seen = await says(stage, sam, "quota export")
    assert "One video that was asked for from" in seen.text
    [file] = seen.files
    assert file.name.startswith("reelroom-")
    header, line = read(seen)
    told = dict(zip(header, line, strict=True))
    assert (told["job"], told["member"], told["spent"]) == (f"#{job}", f"<@{stage.mia.id}>", "28")
    assert told["prompt"] == "a paper boat on a pond"
    found = await says(stage, sam, "jobs", id=told["job"])
    assert "a paper boat on a pond" in found.text
    chinese = await says(stage, wei, "quota export", period="all")
    assert "描述" in chinese.files[0].path.read_text(encoding="utf-8-sig").splitlines()[0]


async def test_the_rest_of_a_table_that_was_cut_is_one_press_away(
    stage: Stage, company: Company, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "LARGEST", 600)
    jobs = [await made(stage, company) for _ in range(3)]
    seen, told = await says(stage, sam, "quota export"), []
    while True:
        told += [line[2] for line in read(seen)[1:]]
        if not seen.buttons:
            break
        assert "as large as Discord takes" in seen.text
        seen = await (await sam.press(seen, "The rest")).answered(10)
        assert seen.ephemeral
    assert told == [f"#{job}" for job in reversed(jobs)]


@pytest.mark.parametrize("command", ["quota export", "quota chart"])
async def test_there_is_nothing_before_the_first_period(
    stage: Stage, company: Company, sam: Person, command: str
) -> None:
    assert company.client.user
    seen = await says(stage, sam, command, period="last")
    assert "There was no period before this one here" in seen.text
    assert not seen.files


async def test_the_picture_is_a_png_with_words_for_who_does_not_see_it(
    stage: Stage, company: Company, sam: Person, wei: Person
) -> None:
    await made(stage, company)
    await made(stage, company, JobState.FAILED)
    seen = await says(stage, sam, "quota chart")
    [file] = seen.files
    with Image.open(file.path) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 1500))
    [stored] = seen.message.files
    assert "Film Club" in (stored.description or "")
    assert "28 of 100 credits used" in (stored.description or "")
    chinese = await says(stage, wei, "quota chart", period="days")
    assert "只有你能看到" in chinese.text
    assert chinese.files


async def test_a_picture_is_drawn_without_names_when_discord_does_not_tell_them(
    stage: Stage, company: Company, sam: Person
) -> None:
    await made(stage, company)
    stage.guild.leave(stage.mia)
    seen = await says(stage, sam, "quota chart")
    assert seen.files
