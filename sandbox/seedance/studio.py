"""Encode clips in the background, one at a time, and keep them in a folder."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from sandbox.seedance.film import PICTURES, Film, StoppedError, encode


class Studio:
    """A thread that makes clips; equal films share one file, which a later run finds again."""

    def __init__(self, folder: Path, pictures: int = PICTURES) -> None:
        """`pictures` are drawn for a second of a clip."""
        self._folder = folder
        self._pictures = pictures
        self._orders: dict[Film, Future[None]] = {}
        self._worker: ThreadPoolExecutor | None = None
        self._stop = threading.Event()

    def open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._stop.clear()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="seedance-encoder")

    def close(self) -> None:
        """Give up what is being encoded and wait for the thread to end, a few frames later."""
        self._stop.set()
        if self._worker is not None:
            self._worker.shutdown(wait=True, cancel_futures=True)
            self._worker = None
        self._orders = {film: order for film, order in self._orders.items() if not _was_given_up(order)}

    def path(self, film: Film) -> Path:
        return self._folder / film.file_name

    def has(self, film: Film) -> bool:
        return self.path(film).exists()

    def problem(self, film: Film) -> str | None:
        """Say why a clip cannot be made, None while it can."""
        order = self._orders.get(film)
        if order is None or not order.done() or _was_given_up(order):
            return None
        error = order.exception()
        return f"INTERNAL_ERROR: {error!r}" if error else None

    def order(self, film: Film) -> None:
        """Have a clip made unless it is there or under way; does nothing while closed."""
        if self._worker is not None and film not in self._orders and not self.has(film):
            self._orders[film] = self._worker.submit(encode, film, self.path(film), self._stop.is_set, self._pictures)

    def order_of(self, film: Film) -> Future[None] | None:
        """Give what to wait for, None when nothing was ordered."""
        return self._orders.get(film)


def _was_given_up(order: Future[None]) -> bool:
    return order.cancelled() or (order.done() and isinstance(order.exception(), StoppedError))
