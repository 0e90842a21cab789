import socket
from contextlib import closing

import pytest
from aiohttp import web

from bot.app import listen
from bot.opening import StartError


async def test_a_port_that_something_else_has_ends_the_start_with_a_sentence() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(StartError) as no:
            await listen(web.Application(), "127.0.0.1", port)
    assert (no.value.key, no.value.values) == (
        "start-port",
        {"place": f"127.0.0.1:{port}", "detail": "Address already in use"},
    )
