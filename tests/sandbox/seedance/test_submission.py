from typing import Any

import pytest

from sandbox.seedance.answers import ApiError
from sandbox.seedance.submission import parse_json, read_submission


def refusal(**fields: Any) -> str:
    with pytest.raises(ApiError) as caught:
        read_submission({"prompt": "A fox", **fields})
    assert caught.value.status == 400
    return caught.value.message


def test_the_documented_defaults_apply() -> None:
    read = read_submission({"prompt": "A fox"})
    assert (read.aspect_ratio, read.resolution, read.seconds, read.audio) == ("1:1", "720p", 8, False)
    assert (read.price, read.size) == (28, (960, 960))
    assert read.fields == {"prompt": "A fox"}


@pytest.mark.parametrize("prompt", ["", "  \n\t", None, 5, ["A fox"], "x" * 2001, "🦊" * 1001])
def test_a_prompt_is_a_text_of_1_to_2000_utf16_units(prompt: Any) -> None:
    assert refusal(prompt=prompt) == "INVALID_PROMPT"


def test_the_longest_prompts_pass() -> None:
    assert read_submission({"prompt": "x" * 2000}).prompt == "x" * 2000
    assert read_submission({"prompt": "🦊" * 1000}).prompt == "🦊" * 1000


def test_a_missing_prompt_is_an_invalid_one() -> None:
    with pytest.raises(ApiError, match="INVALID_PROMPT"):
        read_submission({})


@pytest.mark.parametrize("ratio", ["", "2:1", " 16:9", "16x9", None, 1, ["16:9"], {}])
def test_other_ratios_are_refused(ratio: Any) -> None:
    assert refusal(aspect_ratio=ratio) == "INVALID_ASPECT_RATIO"


@pytest.mark.parametrize("resolution", ["1080p", "720P", "720", 720, None, ""])
def test_other_resolutions_are_refused(resolution: Any) -> None:
    assert refusal(resolution=resolution) == "INVALID_RESOLUTION"


@pytest.mark.parametrize("duration", [4, 8.0, "8s", "08", " 8", "5", "", None, True, ["8"]])
def test_a_duration_is_one_of_three_strings(duration: Any) -> None:
    assert refusal(duration=duration) == "INVALID_DURATION"


@pytest.mark.parametrize("name", ["generate_audio", "fixed_lens"])
@pytest.mark.parametrize("value", ["true", 1, 0, None, "", []])
def test_booleans_are_booleans(name: str, value: Any) -> None:
    assert refusal(**{name: value}) == "INVALID_REQUEST"


def test_more_than_one_image_is_too_many() -> None:
    assert refusal(image_urls=["https://example.com/a.png", "https://example.com/b.png"]) == "TOO_MANY_IMAGES"


@pytest.mark.parametrize(
    "images",
    [
        None,
        "https://example.com/a.png",
        [None],
        [5],
        [""],
        ["ftp://example.com/a.png"],
        ["https://"],
        ["https://example.com/a b.png"],
        ["https://example.com:99999/a.png"],
        ["data:image/png;base64,AAAA"],
        ["https://[::1/a.png"],
    ],
)
def test_an_image_is_a_list_with_an_http_link(images: Any) -> None:
    assert refusal(image_urls=images) == "INVALID_IMAGE_URL"


@pytest.mark.parametrize("images", [[], ["https://example.com/a.png"], ["http://127.0.0.1:8300/attachments/a.png"]])
def test_no_image_or_one_link_passes(images: list[str]) -> None:
    assert read_submission({"prompt": "A fox", "image_urls": images}).fields["image_urls"] == images


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/done",
        "https://studio.localhost/done",
        "https://localhost./done",
        "http://127.0.0.1/done",
        "http://2130706433/done",
        "http://0x7f.1/done",
        "http://0.0.0.0/done",
        "http://10.1.2.3/done",
        "http://192.168.0.9:8080/done",
        "http://169.254.169.254/done",
        "http://[::1]/done",
        "http://[fd00::1]/done",
        "http://printer/done",
        "http://printer.local/done",
        "ftp://example.com/done",
        "example.com/done",
        "",
        None,
        5,
    ],
)
def test_a_callback_must_be_public(url: Any) -> None:
    assert refusal(callback_url=url) == "INVALID_REQUEST"


@pytest.mark.parametrize("url", ["https://example.com/done/abc?x=1", "http://8.8.8.8:8080/done"])
def test_a_public_callback_passes(url: str) -> None:
    assert read_submission({"prompt": "A fox", "callback_url": url}).fields["callback_url"] == url


def test_unknown_fields_are_refused() -> None:
    assert refusal(lock_camera=True) == "INVALID_REQUEST"


@pytest.mark.parametrize("body", [None, [], "text", 5, [{"prompt": "A fox"}]])
def test_a_body_is_an_object(body: Any) -> None:
    with pytest.raises(ApiError, match="INVALID_REQUEST"):
        read_submission(body)


def test_the_first_fault_in_the_documents_order_is_the_one_named() -> None:
    wrong: dict[str, Any] = {
        "aspect_ratio": "2:1",
        "resolution": "1080p",
        "duration": 8,
        "image_urls": ["a", "b"],
        "callback_url": "http://localhost/",
        "unknown": 1,
        "prompt": "",
    }
    named = []
    for field in ("prompt", "aspect_ratio", "resolution", "duration", "image_urls", "callback_url"):
        named.append(refusal(**wrong))
        del wrong[field]
    assert named == [
        "INVALID_PROMPT",
        "INVALID_ASPECT_RATIO",
        "INVALID_RESOLUTION",
        "INVALID_DURATION",
        "TOO_MANY_IMAGES",
        "INVALID_REQUEST",
    ]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff{}", b'{"prompt": NaN}', b'{"prompt": "\\ud800"}', b"[" * 100_000, b"{'prompt': 'x'}"]
)
def test_what_is_not_json_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_json(raw)
