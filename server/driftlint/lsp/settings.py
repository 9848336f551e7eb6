"""What the user may say of this server, the same in every editor; every part may be left out."""

import logging
from typing import Any, Literal

import msgspec

LOG = logging.getLogger(__name__)

SECTION = "driftlint"

LogLevel = Literal["error", "warning", "info", "debug"]


class Settings(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """The settings in force."""

    code_lens: bool = True
    """Whether a line above each endpoint's handler says what guards it and what it does."""
    diagnose: Literal["workspace", "openFiles"] = "workspace"
    """Whether a client that asks for the diagnostics of all files is given those of files that are not open."""
    known: Literal["hint", "off"] = "hint"
    """How findings are shown that the baseline knows."""
    log_level: LogLevel = "warning"
    """How much is written into the client's log."""


def settings_of(given: Any) -> Settings:
    """The settings that a client sent: what cannot be read is as if it were left out, each by itself."""
    if not isinstance(given, dict):
        return Settings()
    if isinstance(given.get(SECTION), dict):
        given = given[SECTION]
    sound: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        if field.encode_name in given:
            try:
                sound[field.name] = msgspec.convert(given[field.encode_name], field.type)
            except msgspec.ValidationError as problem:
                LOG.warning("the setting `driftlint.%s` is passed over: %s", field.encode_name, problem)
    return Settings(**sound)
