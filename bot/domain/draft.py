"""What was begun and not sent off yet: a form that is open, or a video whose price is to be agreed to."""

from dataclasses import dataclass

from bot.domain.picture import Upload
from bot.domain.video import VideoSpec


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is known already of a video that may be asked for."""

    upload: Upload | None = None
    spec: VideoSpec | None = None
    """None as long as a form is open."""
    like_picture: bool = False
    """Whether it gets the shape nearest to the upload's instead of the specification's."""
