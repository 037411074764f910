"""Keeps parts alive: starts them in order, starts again what dies, stops all in reverse order. Knows nothing of Sunwai.

Everything happens in the main thread, because children are told to end with the thread that started them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from gateway.local.child import Part
from gateway.local.errors import CannotStart

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
STEADY_AFTER_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.2
DEATHS_BEFORE_READY = 3


@dataclass
class _Post:
    part: Part
    pause_seconds: float = FIRST_PAUSE_SECONDS
    started_at_seconds: float = 0.0
    due_at_seconds: float | None = None
    deaths: int = 0


class Supervisor:
    """`say` is told, in a sentence, what a person should know."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._posts: list[_Post] = []

    def add(self, part: Part) -> None:
        """Start a part and look after it from now on."""
        post = _Post(part)
        self._posts.append(post)
        self._start(post)

    def tend(self) -> None:
        """One look at every part: notice deaths, start again those whose pause is over."""
        for post in self._posts:
            if post.due_at_seconds is None:
                self._notice(post)
            elif time.monotonic() >= post.due_at_seconds:
                self._start_again(post)

    def run(self) -> None:
        """Look after everything until interrupted."""
        while True:
            self.tend()
            time.sleep(LOOK_EVERY_SECONDS)

    def are_ready(self, *names: str) -> bool:
        """One look; whether the named parts do their work. Raises CannotStart for one that cannot live."""
        self.tend()
        for post in self._posts:
            if post.part.name in names and post.deaths >= DEATHS_BEFORE_READY:
                raise CannotStart(f"{post.part.name} does not stay up: {post.part.ending()}")
        return all(post.part.is_ready() for post in self._posts if post.part.name in names)

    def stop(self) -> None:
        """Stop every part, the last started first."""
        while self._posts:
            part = self._posts[-1].part
            part.ask_to_stop()
            part.finish()
            self._posts.pop()

    def kill(self) -> None:
        """End every part now; `stop` then has nothing to wait for."""
        for post in reversed(self._posts):
            post.part.kill()

    def _start(self, post: _Post) -> None:
        post.due_at_seconds = None
        post.started_at_seconds = time.monotonic()
        post.part.start()

    def _start_again(self, post: _Post) -> None:
        try:
            self._start(post)
        except CannotStart as error:
            self._say(f"{post.part.name} did not come back: {error.detail}")
            post.due_at_seconds = time.monotonic() + LONGEST_PAUSE_SECONDS

    def _notice(self, post: _Post) -> None:
        if post.part.is_alive():
            return
        if time.monotonic() - post.started_at_seconds > STEADY_AFTER_SECONDS:
            post.pause_seconds, post.deaths = FIRST_PAUSE_SECONDS, 0
        post.deaths += 1
        self._say(f"{post.part.name} stopped ({post.part.ending()}); starting it again in {post.pause_seconds:g} s")
        post.due_at_seconds = time.monotonic() + post.pause_seconds
        post.pause_seconds = min(post.pause_seconds * 2, LONGEST_PAUSE_SECONDS)
