"""The choices made where the vendor's documentation is silent, in words for whoever reads the sandbox's output."""

from typing import Final

ASSUMPTIONS: Final = (
    'Errors look like {"code":400,"message":"INVALID_PROMPT","data":null}, with the HTTP status equal to code.',
    "Credits are deducted when a task is accepted, and a task that fails gives them back.",
    "consumed_credits is the price from the start and 0 once a task has failed.",
    "A failed task has the status FAILED, no response and a text in error_message.",
    "Checks run in this order: key, JSON, the fields in the order of the documentation, unknown fields, credits.",
    "Prompts are counted in UTF-16 units, and a prompt of blanks is empty.",
    "duration is a string only, booleans are booleans only, null is not a value, upper case is not lower case.",
    "Unknown fields, malformed JSON and wrong types are refused with 400 INVALID_REQUEST.",
    "Bad image links are refused with 400 INVALID_IMAGE_URL, bodies over 1 MiB with 413 PAYLOAD_TOO_LARGE.",
    "An empty image_urls means no image; a link is fetched once, after the task was accepted, without any key.",
    "An image that does not come within 10 seconds and 3 redirects fails the task when its time is over.",
    "So does one over 30 MB, of no JPEG, PNG or WEBP, a side outside 300 to 6000 pixels or a ratio outside 0.4 to 2.5.",
    "The video begins with the image, turned as its camera says and cut around its middle to the requested ratio.",
    "A callback_url on a local or private address is refused with 400, but for origins that the sandbox names.",
    "A call is a POST of the answer of GET /status when a task ended, without a signature, tried three times.",
    "A missing task_id, an unknown one and one of another account all answer 404 TASK_NOT_FOUND.",
    "Any other path, method or trailing slash answers 404 NOT_FOUND.",
    "response is null until a task succeeds; task ids never expire, links answer 403 after 24 hours.",
    "Two equal requests make two tasks and two charges; there is no limit on rate or number unless a mode says so.",
    "A generation takes about 50, 75 or 105 seconds for 4, 8 or 12 seconds of 720p, 0.7 of that for 480p.",
    "Pixel sizes are those of the model's maker; 9:21 is 21:9 turned and never refused.",
    "Clips are H.264 at 24 frames a second; sound, when asked for, is one AAC channel.",
)
