import pytest

from tests.media.videos import make_video


@pytest.fixture(scope="session")
def video() -> bytes:
    """Half a second of 64 by 48 pixels with sound."""
    return make_video(audio=True)
