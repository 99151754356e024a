"""Orders, and a client of a server that is there for as long as a test needs it."""

import contextlib
import io

from PIL import Image

from inkstone.domain.request import Size
from inkstone.engines import base
from inkstone.engines.upstream.api import Order
from inkstone.engines.upstream.http import Http
from inkstone.engines.upstream.openai import FLAVOURS, OpenAi
from unit.engines.upstream.openai_faults import picture
from unit.engines.upstream.openai_server import OpenAiServer

KEY = "sk-very-secret-key"
COST = 40_000


def order(prompt="a red kite", **changed):
    """An order for one small picture that every flavour can make."""
    asked = {"id": "job_1", "model": "image-model", "prompt": prompt, "seed": 7}
    asked |= {"size": Size(1024, 1024), "cost_micros": COST}
    return Order(**asked | changed)


def given(*size):
    """An input."""
    return base.Picture(data=picture(size), width_px=size[0], height_px=size[1])


def masked(*size):
    """A mask whose left half may change."""
    image = Image.new("L", size, 0)
    image.paste(255, (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    image.save(written, "PNG")
    return base.Picture(data=written.getvalue(), width_px=size[0], height_px=size[1])


def client(url, flavour="openai", *, api_key=KEY, timeout_s=10.0, connections_max=8):
    """A client; it is not open yet."""
    http = Http(
        name="far",
        url=url,
        api_key=api_key,
        timeout_s=timeout_s,
        connections_max=connections_max,
    )
    return OpenAi(http=http, flavour=FLAVOURS[flavour])


@contextlib.asynccontextmanager
async def asking(flavour="openai", *, api_key=KEY, timeout_s=10.0, connections_max=8, delay_s=0.0):
    """A client that is open, and the server that it asks."""
    async with OpenAiServer(
        flavour=flavour, api_key=KEY, model="image-model", delay_s=delay_s
    ) as server:
        api = client(
            server.url,
            flavour,
            api_key=api_key,
            timeout_s=timeout_s,
            connections_max=connections_max,
        )
        await api.open()
        try:
            yield api, server
        finally:
            await api.close()


async def told(api, asked):
    """All events of an order."""
    async with contextlib.aclosing(api.make(asked)) as events:
        return [event async for event in events]


def outputs(events):
    """The pictures of these events, in order."""
    return [event.picture for event in events if isinstance(event, base.Output)]
