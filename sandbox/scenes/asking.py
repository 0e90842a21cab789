"""Asking for videos: what is asked for, what it takes, and what is refused."""

import hashlib

from sandbox.discord import Person
from sandbox.scenes.acting import ANSWER, HAN, SMALL, clip, postcard, status
from sandbox.stage import Stage
from sandbox.transcript import Transcript


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
    script.saw("Everyone", await status(stage.sam, stage.studio, prompt, r"with sound"), r"Mia", r"14 credits")
    posted = script.saw("Everyone", await clip(stage.mia, stage.studio, prompt), r"864×496", r"14 credits")
    script.expect(posted.pinged, "the clip does not ping Mia")
    other = await clip(stage.sam, stage.studio, prompt)
    script.expect(not other.pinged, "the clip pings Sam, who did not ask for it")


async def video_in_chinese(stage: Stage, script: Transcript) -> None:
    """Lin makes a video in a Chinese server, from help to clip."""
    prompt = "一只橘猫坐在窗台上看雨, 镜头缓慢推近"
    script.note(f"Lin types `/help`, then `/generate prompt:{prompt}` in 电影社.")
    use = await stage.lin.use("help", stage.cinema)
    script.saw("Lin", await use.answered(ANSWER), r"/generate", HAN)
    use = await stage.lin.use("generate", stage.cinema, prompt=prompt, aspect_ratio="9:16", **SMALL)
    script.saw("Lin", await use.answered(ANSWER), r"8", r"192", HAN)
    script.saw("Everyone", await status(stage.lin, stage.cinema, prompt, r"480p"), HAN)
    posted = script.saw("Everyone", await clip(stage.lin, stage.cinema, prompt), r"496×864", r"[\u4e00-\u9fff]{2}")
    script.expect(posted.pinged, "the clip does not ping Lin")


async def from_a_picture(stage: Stage, script: Transcript) -> None:
    """Mia brings a picture of hers to life, in the shape nearest to it."""
    script.note("Mia types `/animate image:postcard.png resolution:480p duration:4`, without a description.")
    card = postcard(600, 1000)
    use = await stage.mia.use("animate", stage.studio, image=("postcard.png", card), **SMALL)
    script.saw("Mia", await use.answered(ANSWER), r"8 credits", r"shape 9:16", r"gentle, natural movement")
    posted = await clip(stage.mia, stage.studio, "gentle, natural movement")
    script.saw("Everyone", posted, r"496×864")
    _reached_the_vendor(stage, script, card)


async def from_a_message_in_chinese(stage: Stage, script: Transcript) -> None:
    """Lin posts a picture, and animates it by the message's menu."""
    card = postcard(1200, 700)
    message = await stage.lin.post(stage.cinema, "昨天的海边", files=[("海边.png", card)])
    script.note("Lin posts a picture, chooses **Animate this image** in its menu, fills in the form and sends it off.")
    opened = await stage.lin.use_on("Animate this image", message)
    form = await opened.modal(ANSWER)
    script.note(
        f"The form is called “{form['title']}” and asks: {'、'.join(row['label'] for row in form['components'])}."
    )
    use = await stage.lin.submit_modal(opened, {"prompt": "太阳缓缓落下", "清晰度": "480p", "时长": "4"})
    script.saw("Lin", await use.answered(ANSWER), r"8 积分", r"16:9")
    script.saw("Everyone", await clip(stage.lin, stage.cinema, "太阳缓缓落下"), r"864×496")
    _reached_the_vendor(stage, script, card)


def _reached_the_vendor(stage: Stage, script: Transcript, card: bytes) -> None:
    picture = stage.seedance.tasks(stage.key)[-1].picture
    same = picture is not None and picture.sha256 == hashlib.sha256(card).hexdigest()
    script.expect(same, "the picture did not reach the local Seedance")


async def refusals(stage: Stage, script: Transcript) -> None:
    """Requests that cannot work are refused before anything is set aside, in the asker's language."""
    posts = stage.seedance.posts()
    gif = ("cat.gif", b"GIF89a" + bytes(64))
    asked: list[tuple[str, Person, dict[str, object], str]] = [
        ("Mia sends a prompt of spaces.", stage.mia, {"prompt": "   "}, r"description"),
        ("Lin does the same.", stage.lin, {"prompt": "   "}, HAN),
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
