"""Read what somebody wants to post or change and refuse what Discord refuses (docs: resources/message)."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.discord.attachments import Upload, safe_name
from sandbox.discord.component_rules import ComponentCheck
from sandbox.discord.errors import DiscordError, Form
from sandbox.discord.mentions import check_allowed
from sandbox.discord.world import Flag, Message

Json = dict[str, Any]

CONTENT = 2000
FILES = 10
NONCE = 25
EMBEDS = 10
EMBED_TOTAL = 6000
EMBED_FIELDS = 25
EMBED_TEXTS = {"title": 256, "description": 4096, "url": 2048}
LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
SETTABLE = Flag.SUPPRESS_EMBEDS | Flag.EPHEMERAL | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2


@dataclass(frozen=True)
class Body:
    """A request's JSON object, and of a multipart one the files by their index in `files[n]`."""

    data: Json = field(default_factory=dict)
    files: dict[int, Upload] = field(default_factory=dict)

    def inner(self, key: str) -> "Body":
        """Give the object under `key` with the same files: an interaction callback's `data`."""
        return Body(self.data.get(key) or {}, self.files)


def check_draft(body: Body, former: Message | None = None) -> None:
    """Check a new message or, with `former`, a change of that one; raises DiscordError 50035."""
    form = Form()
    data = body.data
    form.text(("content",), data.get("content"), CONTENT)
    _check_nonce(form, data.get("nonce"))
    check_allowed(form, data.get("allowed_mentions"))
    flags = data.get("flags") or 0
    if not isinstance(flags, int):
        form.add(("flags",), "NUMBER_TYPE_COERCE", f'Value "{flags}" is not int.')
        flags = 0
    _check_embeds(form, data.get("embeds"))
    names = _check_files(form, body, former)
    v2 = bool((flags | (former.flags if former else 0)) & Flag.COMPONENTS_V2)
    ComponentCheck(form, names, v2=v2).check(data.get("components"))
    if v2:
        _check_v2(form, data, former)
    form.refuse()


def _check_nonce(form: Form, nonce: Any) -> None:
    if nonce is None:
        return
    if isinstance(nonce, bool) or not isinstance(nonce, (str, int)) or len(str(nonce)) > NONCE:
        form.add(("nonce",), "NONCE_TYPE_TOO_LONG", f"Nonce must be a string or number of at most {NONCE} characters.")


def _check_v2(form: Form, data: Json, former: Message | None) -> None:
    for key in ("content", "embeds"):
        kept = former and key not in data and getattr(former, key)
        if data.get(key) or kept:
            wording = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.add((key,), LEGACY, wording)


def _check_embeds(form: Form, embeds: Any) -> None:
    total = 0
    for index, embed in enumerate(form.objects(("embeds",), embeds, EMBEDS)):
        here = ("embeds", index)
        for key, most in EMBED_TEXTS.items():
            form.text((*here, key), embed.get(key), most)
        fields = form.objects((*here, "fields"), embed.get("fields"), EMBED_FIELDS)
        for number, part in enumerate(fields):
            form.text((*here, "fields", number, "name"), part.get("name"), 256, least=1, needed=True)
            form.text((*here, "fields", number, "value"), part.get("value"), 1024, least=1, needed=True)
        footer, author = embed.get("footer") or {}, embed.get("author") or {}
        form.text((*here, "footer", "text"), footer.get("text"), 2048)
        form.text((*here, "author", "name"), author.get("name"), 256)
        texts = [embed.get("title"), embed.get("description"), footer.get("text"), author.get("name")]
        texts += [part.get(key) for part in fields for key in ("name", "value")]
        total += sum(len(text) for text in texts if isinstance(text, str))
    if total > EMBED_TOTAL:
        wording = f"Embed size exceeds maximum size of {EMBED_TOTAL}"
        form.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", wording)


def _check_files(form: Form, body: Body, former: Message | None) -> set[str]:
    """Check the attachments; gives the names that components may refer to."""
    standing = {file.id: file.filename for file in former.files} if former else {}
    names = {safe_name(upload.filename) for upload in body.files.values()}
    listed = body.data.get("attachments")
    if listed is None:
        names |= set(standing.values())
    entries = form.objects(("attachments",), listed, FILES)
    for index, entry in enumerate(entries):
        number = attachment_id(entry)
        if number in standing:
            names.add(standing[number])
        elif number not in body.files:
            wording = f"Attachment id {number} was not found."
            form.add(("attachments", index, "id"), "ATTACHMENT_ID_NOT_FOUND", wording)
    kept = len(standing) if listed is None else sum(attachment_id(e) in standing for e in entries)
    if kept + len(body.files) > FILES:
        form.add(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {FILES} or fewer in length.")
    return names


def attachment_id(entry: Json) -> int:
    """Give the id an attachment object names, -1 when it is none."""
    found = str(entry.get("id", ""))
    return int(found) if found.isdecimal() else -1


def refuse_empty(body: Body, former: Message | None = None) -> None:
    """Refuse a message with nothing in it (50006), or a change that would leave it so."""
    data = body.data
    for key in ("content", "embeds", "components"):
        value = data[key] if key in data or (former is None and data.get(key)) else getattr(former, key, None)
        if value and (key != "content" or str(value).strip()):
            return
    if body.files or data.get("attachments") or data.get("sticker_ids") or data.get("poll"):
        return
    if former and data.get("attachments") is None and former.files:
        return
    raise DiscordError(400, 50006, "Cannot send an empty message")
