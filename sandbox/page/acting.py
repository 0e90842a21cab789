"""What a person does on the page, done as that person of the local Discord; the answer says what came of it."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.discord import DiscordError, NotPossibleError, SeenMessage, Use
from sandbox.discord.attachments import Upload
from sandbox.discord.components import walk
from sandbox.discord.requests import discard, read
from sandbox.discord.state import State
from sandbox.page.commands import commands_json
from sandbox.page.guard import HEADERS, guarded
from sandbox.page.things import Things

Json = dict[str, Any]
Deed = Callable[[Things, Json], Awaitable[Json]]

FORMS = 100
"""Forms that may lie open and unsent; the oldest is forgotten first."""
CONFLICT = 409
PATIENCE = 10.0


class Acting:
    """The page's verbs, one route each; `mount` adds them.

    A request names who acts (`as`) and where (`channel`). What Discord's client or Discord would not let them do is
    answered with 409 and {"problem": why}.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._forms: OrderedDict[str, Use] = OrderedDict()
        self._deeds: dict[str, Deed] = {
            "use": self._use,
            "use-on": self._use_on,
            "complete": self._complete,
            "press": self._press,
            "choose": self._choose,
            "submit": self._submit,
            "write": self._write,
            "delete": self._delete,
        }

    def mount(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/page/commands", guarded(self._commands))
        for name, deed in self._deeds.items():
            app.router.add_post(f"/page/{name}", guarded(self._handler(deed)))

    def _handler(self, deed: Deed) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            files: dict[int, Upload] = {}
            try:
                asked = _object(await read(request, self._state.shelf.incoming, files))
                return web.json_response(await deed(Things(self._state, asked, files), asked), headers=HEADERS)
            except (NotPossibleError, LookupError, PermissionError, DiscordError) as reason:
                return web.json_response({"problem": str(reason)}, status=CONFLICT, headers=HEADERS)
            finally:
                discard(files)

        return handle

    async def _commands(self, request: web.Request) -> web.StreamResponse:
        things = Things(self._state, dict(request.query), {})
        try:
            offered = commands_json(things.person, things.channel)
        except NotPossibleError as reason:
            raise web.HTTPNotFound(text=str(reason)) from None
        return web.json_response(offered, headers=HEADERS)

    async def _use(self, things: Things, asked: Json) -> Json:
        command, options = str(asked.get("command")), _options(things, asked)
        return await self._outcome(await things.person.use(command, things.channel, **options))

    async def _use_on(self, things: Things, asked: Json) -> Json:
        person, command = things.person, str(asked.get("command"))
        if asked.get("person"):
            target = things.option(6, asked["person"])
            return await self._outcome(await person.use_on(command, target, things.channel))
        return await self._outcome(await person.use_on(command, things.message))

    async def _complete(self, things: Things, asked: Json) -> Json:
        option, typed = str(asked.get("option")), str(asked.get("typed"))
        options = {name: value for name, value in _options(things, asked).items() if name != option}
        try:
            choices = await things.person.autocomplete(
                str(asked.get("command")), things.channel, option, typed, PATIENCE, **options
            )
        except TimeoutError:
            return {"choices": None}
        return {"choices": choices}

    async def _press(self, things: Things, asked: Json) -> Json:
        return await self._outcome(await things.person.press(things.message, str(asked.get("component"))))

    async def _choose(self, things: Things, asked: Json) -> Json:
        message, menu, values = things.message, str(asked.get("component")), asked.get("values") or []
        chosen = things.field(_kind_of(message, menu), values)
        return await self._outcome(await things.person.select(message, menu, *chosen))

    async def _submit(self, things: Things, asked: Json) -> Json:
        use = self._forms.get(str(asked.get("use")))
        if use is None or use.interaction.person is not things.person:
            raise NotPossibleError("this form is no longer open")
        form = use.interaction.modal or {}
        kinds = {part["custom_id"]: part["type"] for part in walk(form["components"]) if "custom_id" in part}
        given = asked.get("values") or {}
        values = {name: things.field(kinds.get(name, 0), value) for name, value in given.items()}
        outcome = await self._outcome(await things.person.submit_modal(use, values))
        if not outcome["failed"]:
            self._forms.pop(str(use.interaction.id), None)
        return outcome

    async def _write(self, things: Things, asked: Json) -> Json:
        files = [things.file(one) for one in asked.get("files") or []]
        reply = things.message if asked.get("message") else None
        seen = await things.person.post(things.channel, str(asked.get("text") or ""), list(files), reply_to=reply)
        return {"message": str(seen.id)}

    async def _delete(self, things: Things, _asked: Json) -> Json:
        things.message.delete_by(things.person)
        return {}

    async def _outcome(self, use: Use) -> Json:
        """Wait until the bot answered or failed to; a form it answers with is kept until it is sent."""
        await use.acknowledged(PATIENCE)
        interaction = use.interaction
        told: Json = {"use": str(interaction.id), "failed": interaction.failed, "form": interaction.modal}
        if interaction.modal:
            self._forms[told["use"]] = use
            while len(self._forms) > FORMS:
                self._forms.popitem(last=False)
        return told


def _object(asked: Any) -> Json:
    if not isinstance(asked, dict):
        raise NotPossibleError("the request is not an object")
    return asked


def _options(things: Things, asked: Json) -> Json:
    """Give a command's options, the ids and files among them as what they stand for."""
    kinds: dict[str, int] = {}
    for command in commands_json(things.person, things.channel):
        if command["command"] == asked.get("command"):
            kinds |= {option["name"]: option["type"] for option in command["options"]}
    given = asked.get("options") or {}
    return {name: things.option(kinds.get(name, 0), value) for name, value in given.items()}


def _kind_of(message: SeenMessage, menu: str) -> int:
    found = (part["type"] for part in walk(message.components) if part.get("custom_id") == menu)
    return int(next(found, 0))
