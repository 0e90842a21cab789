"""The sandbox's face: a chat page in the browser that shows what each person of the local Discord sees."""

from sandbox.page.backstage import Backstage
from sandbox.page.site import Page

__all__ = ["Backstage", "Page"]
