"""Which providers there are. A new one is a folder beside `twilio/` and one line here."""

from collections.abc import Callable, Mapping
from typing import Protocol

from gateway.channels.base import Channel, MediaSource, Refused
from gateway.channels.null import NullChannel
from gateway.channels.twilio import client as twilio
from gateway.channels.twilio import errors as twilio_errors
from gateway.channels.twilio import media as twilio_media
from gateway.settings import Settings


class _Build(Protocol):
    def __call__(self, settings: Settings) -> Channel: ...


def _build_null(settings: Settings) -> Channel:  # noqa: ARG001 - it needs none
    return NullChannel()


CHANNELS: dict[str, _Build] = {"twilio": twilio.build, "null": _build_null}

_MEDIA: dict[str, Callable[[Settings], MediaSource]] = {"twilio": twilio_media.build}
_REFUSALS: dict[str, Callable[[str], Refused]] = {"twilio": twilio_errors.refusal}
_STOPPING: dict[str, Callable[[str], bool]] = {"twilio": twilio_errors.stops_channel}


def open_channel(settings: Settings) -> Channel:
    """The configured channel; the caller closes it. Must be called inside a running event loop."""
    return CHANNELS[settings.channel](settings)


def media_sources(settings: Settings) -> Mapping[str, MediaSource]:
    """Where files of inbound messages come from, by provider of the message. None without a channel that delivers."""
    return {settings.channel: _MEDIA[settings.channel](settings)} if settings.channel in _MEDIA else {}


def refusal(provider: str, code: str) -> Refused:
    """What a provider's error code asks us to do, also when it arrives later, in a delivery report."""
    return _REFUSALS.get(provider, twilio_errors.refusal)(code)


def stops_channel(provider: str, code: str) -> bool:
    """Whether nothing else will pass after `code` until an operator has acted."""
    return provider in _STOPPING and _STOPPING[provider](code)
