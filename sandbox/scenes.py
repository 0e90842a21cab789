"""The scenes of the tour; the first line of each is its title."""

import io
import re

from PIL import Image

from sandbox.discord import Channel, Person, SeenMessage
from sandbox.stage import Stage
from sandbox.transcript import Transcript

ANSWER = 15.0
CLIP = 60.0

SMALL = {"resolution": "480p", "duration": 4}
"""The cheapest video: 8 credits without sound."""


def _public(seen: SeenMessage) -> bool:
    return not seen.ephemeral


def _about(prompt: str) -> re.Pattern[str]:
    return re.compile(re.escape(prompt))


async def _status(person: Person, channel: Channel, prompt: str, words: str) -> SeenMessage:
    """Wait until the status message about a prompt says something."""

    def wanted(seen: SeenMessage) -> bool:
        matching = _about(prompt).search(seen.text) and re.search(words, seen.text)
        return _public(seen) and not seen.files and bool(matching)

    return await person.until_sees(channel, wanted, ANSWER)


async def _clip(person: Person, channel: Channel, prompt: str) -> SeenMessage:
    def wanted(seen: SeenMessage) -> bool:
        return _public(seen) and bool(seen.files) and _about(prompt).search(seen.text) is not None

    return await person.until_sees(channel, wanted, CLIP)


async def help_in_english(stage: Stage, script: Transcript) -> None:
    """Mia is new and asks for help."""
    script.note("Mia types `/help`, then `/credits`.")
    use = await stage.mia.use("help", stage.studio)
    script.saw("Mia", await use.answered(ANSWER), r"/generate", r"/credits", absent=r"moderators")
    use = await stage.mia.use("credits", stage.studio)
    script.saw("Mia", await use.answered(ANSWER), r"200", r"480p", r"84")


async def first_video(stage: Stage, script: Transcript) -> None:
    """Mia makes a video with sound."""
    prompt = "A lighthouse at dusk, waves rolling in, slow aerial shot, distant foghorn"
    script.note(
        f"Mia types `/generate prompt:{prompt} aspect_ratio:16:9 resolution:480p duration:4 generate_audio:True`."
    )
    use = await stage.mia.use(
        "generate", stage.studio, prompt=prompt, aspect_ratio="16:9", generate_audio=True, **SMALL
    )
    script.saw("Mia", await use.answered(ANSWER), r"14 credits", r"186")
    script.saw("Everyone", await _status(stage.sam, stage.studio, prompt, r"with sound"), r"Mia", r"14 credits")
    clip = script.saw("Everyone", await _clip(stage.mia, stage.studio, prompt), r"864×496", r"14 credits")
    script.expect(clip.pinged, "the clip does not ping Mia")
    other = await _clip(stage.sam, stage.studio, prompt)
    script.expect(not other.pinged, "the clip pings Sam, who did not ask for it")


async def video_in_chinese(stage: Stage, script: Transcript) -> None:
    """Lin makes a video in a Chinese server, from help to clip."""
    prompt = "一只橘猫坐在窗台上看雨, 镜头缓慢推近"
    script.note(f"Lin types `/help`, then `/generate prompt:{prompt}` in 电影社.")
    use = await stage.lin.use("help", stage.cinema)
    script.saw("Lin", await use.answered(ANSWER), r"/generate", r"[\u4e00-\u9fff]{4}")
    use = await stage.lin.use("generate", stage.cinema, prompt=prompt, aspect_ratio="9:16", **SMALL)
    script.saw("Lin", await use.answered(ANSWER), r"8", r"192", r"[\u4e00-\u9fff]{4}")
    script.saw("Everyone", await _status(stage.lin, stage.cinema, prompt, r"480p"), r"[\u4e00-\u9fff]{4}")
    clip = script.saw("Everyone", await _clip(stage.lin, stage.cinema, prompt), r"496×864", r"[\u4e00-\u9fff]{2}")
    script.expect(clip.pinged, "the clip does not ping Lin")


async def from_a_picture(stage: Stage, script: Transcript) -> None:
    """Mia starts from a picture of her own."""
    picture = io.BytesIO()
    Image.new("RGB", (640, 640), (240, 180, 60)).save(picture, "PNG")
    prompt = "The colours begin to flow like honey"
    script.note(f"Mia types `/generate prompt:{prompt} image:honey.png resolution:480p duration:4`.")
    image = ("honey.png", picture.getvalue())
    use = await stage.mia.use("generate", stage.studio, prompt=prompt, image=image, **SMALL)
    script.saw("Mia", await use.answered(ANSWER), r"8 credits")
    script.saw("Everyone", await _clip(stage.mia, stage.studio, prompt), r"640×640")
    sent = stage.seedance.tasks(stage.key)[-1].request
    script.expect(len(sent.get("image_urls", [])) == 1, "the picture's link did not reach the local Seedance")


async def refusals(stage: Stage, script: Transcript) -> None:
    """Requests that cannot work are refused before anything is set aside, in the asker's language."""
    posts = stage.seedance.posts()
    gif = ("cat.gif", b"GIF89a" + bytes(64))
    asked: list[tuple[str, Person, dict[str, object], str]] = [
        ("Mia sends a prompt of spaces.", stage.mia, {"prompt": "   "}, r"description"),
        ("Lin does the same.", stage.lin, {"prompt": "   "}, r"[\u4e00-\u9fff]{4}"),
        ("Mia attaches an animation.", stage.mia, {"prompt": "It moves", "image": gif}, r"JPEG, PNG and WEBP"),
        (
            "Mia gives a link into somebody's house.",
            stage.mia,
            {"prompt": "It moves", "image_url": "https://192.168.1.1/cat.png"},
            r"public address",
        ),
        (
            "Lin gives a link without https.",
            stage.lin,
            {"prompt": "它动了", "image_url": "http://example.org/cat.png"},
            r"https://",
        ),
    ]
    for title, person, options, words in asked:
        script.note(title)
        use = await person.use("generate", stage.studio, **options)
        seen = script.saw(person.name, await use.answered(ANSWER), words)
        script.expect(seen.ephemeral, "others see the refusal")
    script.expect(stage.seedance.posts() == posts, "a refused request reached the vendor")


async def forbidden_channel(stage: Stage, script: Transcript) -> None:
    """In a channel where the bot may not post, it says so before it spends."""
    quiet = stage.film_club.add_channel("quiet")
    quiet.bot_permissions = {"VIEW_CHANNEL", "READ_MESSAGE_HISTORY"}
    script.note("Mia asks in #quiet, where the bot may only read.")
    use = await stage.mia.use("generate", quiet, prompt="A drum solo", **SMALL)
    script.saw("Mia", await use.answered(ANSWER), r"Send Messages", r"Attach Files")


async def failure(stage: Stage, script: Transcript) -> None:
    """The vendor gives up: the credits come back, and its words are shown without its links and mentions."""
    prompt = "A volcano of soap"
    script.note(f"Mia types `/generate prompt:{prompt}`; the local Seedance fails it with a text.")
    text = "Output rejected, see https://evil.example/x @everyone <@1> for details"
    stage.seedance.faults.arm("failed", text=text)
    before = await _pool(stage, stage.mia)
    await stage.mia.use("generate", stage.studio, prompt=prompt, **SMALL)
    seen = await _status(stage.mia, stage.studio, prompt, r"went back")
    script.saw("Everyone", seen, r"8 credits went back", r"Output rejected", absent=r"evil\.example|@everyone|<@1>")
    script.expect(await _pool(stage, stage.mia) == before, "the pool is not what it was before")


async def _pool(stage: Stage, person: Person) -> str:
    use = await person.use("credits", stage.studio)
    found = re.search(r"\*\*(\d+)\*\* of \d+ left", (await use.answered(ANSWER)).text)
    return found.group(1) if found else "?"


async def cancelled(stage: Stage, script: Transcript) -> None:
    """Mia's second video waits for her first; she takes it back."""
    stage.seedance.hold_all()
    first, second = "A slow river", "A fast river"
    script.note("Mia asks for two videos; a member has one at a time with the vendor.")
    await stage.mia.use("generate", stage.studio, prompt=first, **SMALL)
    await _status(stage.mia, stage.studio, first, r"Being made")
    await stage.mia.use("generate", stage.studio, prompt=second, **SMALL)
    waiting = script.saw("Everyone", await _status(stage.mia, stage.studio, second, r"queue"), r"\[Cancel\]")
    script.note("Lin presses **Cancel** on it, then Mia does.")
    press = await stage.lin.press(waiting, "Cancel")
    script.saw("Lin", await press.answered(ANSWER), r"[\u4e00-\u9fff]{4}")
    press = await stage.mia.press(waiting, "Cancel")
    script.saw("Mia", await press.answered(ANSWER), r"Cancelled", r"8 credits")
    script.saw("Everyone", await _status(stage.sam, stage.studio, second, r"went back"), absent=r"\[Cancel\]")
    stage.seedance.release_all()
    script.saw("Everyone", await _clip(stage.mia, stage.studio, first), r"640×640")


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
    before = await _pool(stage, stage.mia)
    press = await stage.mia.press(panel, "Post again")
    script.saw("Mia", await press.answered(ANSWER), r"at no charge")
    again = await stage.mia.until_sees(stage.studio, r"job \d+-2\b", CLIP)
    script.saw("Everyone", again, r"lighthouse", r"-2\.mp4")
    script.expect(await _pool(stage, stage.mia) == before, "posting again was not free")
    script.note("Lin, who did not ask for it, asks for the same number.")
    use = await stage.lin.use("jobs", stage.studio, id=offered[0]["value"])
    script.saw("Lin", await use.answered(ANSWER), r"没有这个视频的记录", absent=r"lighthouse")


async def moderator(stage: Stage, script: Transcript) -> None:
    """Sam moderates: more help, and a hand against a video that should not be made."""
    script.note("Sam types `/help`.")
    use = await stage.sam.use("help", stage.studio)
    script.saw("Sam", await use.answered(ANSWER), r"moderators", r"Integrations")
    stage.seedance.hold_all()
    first, second = "A kind picture", "An unkind picture"
    await stage.lin.use("generate", stage.studio, prompt=first, **SMALL)
    await _status(stage.lin, stage.studio, first, r"Being made")
    await stage.lin.use("generate", stage.studio, prompt=second, **SMALL)
    waiting = await _status(stage.sam, stage.studio, second, r"\[Cancel\]")
    script.note("Lin asks for two videos; Sam presses **Cancel** on the second.")
    press = await stage.sam.press(waiting, "Cancel")
    script.saw("Sam", await press.answered(ANSWER), r"Cancelled")
    script.saw("Everyone", await _status(stage.lin, stage.studio, second, r"moderator"), r"8 credits went back")
    stage.seedance.release_all()
    script.saw("Everyone", await _clip(stage.lin, stage.studio, first), r"640×640")


async def used_up(stage: Stage, script: Transcript) -> None:
    """The server's allowance is used up, and the refusal says what remains and when it resets."""
    script.note("Mia asks twice for the most expensive video, 84 credits each.")
    prompt = "An opera in one breath"
    for words in (r"Accepted: \*\*84 credits", r"takes 84 credits, but the server has \d+ of 200 left"):
        use = await stage.mia.use(
            "generate", stage.studio, prompt=prompt, resolution="720p", duration=12, generate_audio=True
        )
        script.saw("Mia", await use.answered(ANSWER), words)
    script.saw("Everyone", await _clip(stage.mia, stage.studio, prompt), r"960×960", r"84 credits")


SCENES = (
    help_in_english,
    first_video,
    video_in_chinese,
    from_a_picture,
    looking_back,
    refusals,
    forbidden_channel,
    failure,
    cancelled,
    moderator,
    used_up,
)
