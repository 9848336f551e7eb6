"""An editor at the other end of `driftlint server`: a real client over a pipe, as one of the editors people use.

It keeps the texts of its documents itself, and counts positions its own way, so that a mistake of the server's in
either shows as a difference.
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

CLIENTS = Path(__file__).parent.parent / "lsp" / "clients"
COMMAND = (sys.executable, "-m", "driftlint", "server")
SECONDS = 30
"""Long enough for a slow machine; a test that waits this long has failed."""

T = TypeVar("T")


class Editor:
    """One session with one server."""

    def __init__(self, root: Path, params: types.InitializeParams) -> None:
        self.root = root
        self.params = params
        self.client = LanguageClient(converter_factory=converter)
        self.capabilities: types.ServerCapabilities | None = None
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.pushed: list[types.PublishDiagnosticsParams] = []
        self.progress: list[Any] = []
        self.registered: dict[str, types.Registration] = {}
        self.refreshes = 0
        self.lens_refreshes = 0
        self.settings: dict[str, Any] = {}
        """What the user has set, by section."""
        self.settings_asked = 0
        self.traces: list[types.LogTraceParams] = []
        self.parts: list[Any] = []
        """Parts of answers, as they came before the rest."""
        self.applied: list[types.WorkspaceEdit] = []
        self.declines = False
        """Whether the user says no to edits of the server's."""
        self._happened = asyncio.Event()
        own: dict[str, Callable[[Any], Any]] = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: self._take_push,
            types.CLIENT_REGISTER_CAPABILITY: self._take_registration,
            types.WORKSPACE_DIAGNOSTIC_REFRESH: self._take_refresh,
            types.WORKSPACE_CODE_LENS_REFRESH: self._take_lens_refresh,
            types.LOG_TRACE: self._take_trace,
            types.WORKSPACE_CONFIGURATION: self._tell_settings,
            types.WORKSPACE_APPLY_EDIT: self._take_edit,
            types.PROGRESS: self._take_progress,
        }
        # pygls marks what it registers, which a bound method does not allow.
        handlers = {method: partial(handler) for method, handler in own.items()}
        register_lsp_features(self.client, {**DEFAULT_CLIENT_FEATURES, **handlers})

    @property
    def pulls(self) -> bool:
        """Whether this editor asks for diagnostics: it can, and was told that it may."""
        document, told = self.params.capabilities.text_document, self.capabilities
        can = document is not None and document.diagnostic is not None
        return can and told is not None and told.diagnostic_provider is not None

    @property
    def encoding(self) -> str:
        assert self.capabilities is not None
        return str(getattr(self.capabilities.position_encoding, "value", self.capabilities.position_encoding))

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def open(self, name: str, text: str | None = None) -> None:
        """Opens a file of the workspace, with what is on the disk or with `text`."""
        if text is None:
            text = (self.root / name).read_bytes().decode()
        self.texts[name], self.versions[name] = text, 1
        language = "yaml" if name.endswith(".yaml") else "python"
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(self.uri(name), language, 1, text))
        )

    def replace(self, name: str, old: str, new: str) -> None:
        """Replaces the one place where the document says `old`."""
        text = self.texts[name]
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        start = text.index(old)
        change = types.TextDocumentContentChangePartial(self.span(text, start, start + len(old)), new)
        self.change(name, change, text[:start] + new + text[start + len(old) :])

    def replace_all(self, name: str, text: str) -> None:
        """Sends the whole document."""
        self.change(name, types.TextDocumentContentChangeWholeDocument(text), text)

    def change(self, name: str, change: types.TextDocumentContentChangeEvent, text: str) -> None:
        """Sends a change after which the document says `text`."""
        self.texts[name] = text
        self.versions[name] += 1
        identifier = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    def save(self, name: str) -> None:
        """Says that the document was saved; the test has written it."""
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(identifier))

    def close(self, name: str) -> None:
        del self.texts[name], self.versions[name]
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(self.uri(name)))
        )

    def tell_of(self, *names: str, change: types.FileChangeType = types.FileChangeType.Changed) -> None:
        """Says that files changed outside of the editor."""
        events = [types.FileEvent(self.uri(name), change) for name in names]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    async def diagnostics(self, name: str) -> list[types.Diagnostic]:
        """The diagnostics of the document as it is now, the way this editor gets them."""
        if self.pulls:
            report = await self.pull(name)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        return list((await self.push(name)).diagnostics)

    async def pull(self, name: str, known: str | None = None) -> types.DocumentDiagnosticReport:
        identifier = types.TextDocumentIdentifier(self.uri(name))
        params = types.DocumentDiagnosticParams(identifier, previous_result_id=known)
        return await within(self.client.text_document_diagnostic_async(params))

    async def push(self, name: str) -> types.PublishDiagnosticsParams:
        """The diagnostics pushed for the document's present version."""
        uri, version = self.uri(name), self.versions.get(name)
        return await self.until(lambda: self._last_push(uri, version))

    async def until(self, happened: Callable[[], T | None]) -> T:
        """What `happened` gives once it gives something; asked after each message from the server."""

        async def wait() -> T:
            while not (value := happened()):
                self._happened.clear()
                await self._happened.wait()
            return value

        return await within(wait())

    async def hover(self, name: str, spot: str) -> str | None:
        """What hovering in the middle of `spot` shows."""
        at = self.place(name, spot).start
        params = types.HoverParams(types.TextDocumentIdentifier(self.uri(name)), at)
        shown = await within(self.client.text_document_hover_async(params))
        if shown is None:
            return None
        assert isinstance(shown.contents, types.MarkupContent)
        return shown.contents.value

    async def request(self, method: str, params: object) -> Any:
        """The answer to a request of driftlint's own, as it came."""
        answer = await within(self.client.protocol.send_request_async(method, params))
        return plain(answer)

    async def command(self, name: str, *arguments: object) -> Any:
        """What the server gives back for a command."""
        params = types.ExecuteCommandParams(name, list(arguments))
        return await within(self.client.workspace_execute_command_async(params))

    async def actions(self, name: str, spot: str, **context: Any) -> list[types.CodeAction]:
        """The actions offered with the cursor at `spot`."""
        at = self.place(name, spot).start
        return await self._actions(name, types.Range(at, at), context)

    async def actions_on(self, name: str, selected: str, **context: Any) -> list[types.CodeAction]:
        """The actions offered with `selected` being selected."""
        return await self._actions(name, self.place(name, selected), context)

    async def _actions(self, name: str, at: types.Range, context: dict[str, Any]) -> list[types.CodeAction]:
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(self.uri(name)),
            at,
            types.CodeActionContext(**{"diagnostics": [], **context}),
        )
        offered = await within(self.client.text_document_code_action_async(params)) or []
        return [it for it in offered if isinstance(it, types.CodeAction)]

    async def resolved(self, action: types.CodeAction) -> types.CodeAction:
        """`action` with its edit, asked for where this editor can."""
        return action if action.edit is not None else await within(self.client.code_action_resolve_async(action))

    def apply(self, edit: types.WorkspaceEdit) -> dict[str, str]:
        """What the files that `edit` names say after it."""
        edits: dict[str, list[types.TextEdit]] = {uri: list(it) for uri, it in (edit.changes or {}).items()}
        for change in edit.document_changes or ():
            if isinstance(change, types.TextDocumentEdit):
                edits[change.text_document.uri] = [typed(it) for it in change.edits]
        after: dict[str, str] = {}
        for uri, changes in edits.items():
            path = Path(unquote(urlsplit(uri).path))
            name = path.relative_to(self.root).as_posix()
            text = self.texts[name] if name in self.texts else path.read_text() if path.exists() else ""
            for it in sorted(changes, key=lambda it: (it.range.start.line, it.range.start.character), reverse=True):
                start, end = self.offset(text, it.range.start), self.offset(text, it.range.end)
                text = text[:start] + it.new_text + text[end:]
            after[name] = text
        return after

    def place(self, name: str, spot: str) -> types.Range:
        """Where the document says `spot`."""
        text = self.texts[name]
        start = text.index(spot)
        return self.span(text, start, start + len(spot))

    def said(self, name: str, at: types.Range) -> str:
        """What the document says in a range."""
        text = self.texts[name]
        return text[self.offset(text, at.start) : self.offset(text, at.end)]

    def span(self, text: str, start: int, end: int) -> types.Range:
        return types.Range(self.position(text, start), self.position(text, end))

    def position(self, text: str, offset: int) -> types.Position:
        lines = text[:offset].split("\n")
        return types.Position(len(lines) - 1, len(encoded(lines[-1], self.encoding)))

    def offset(self, text: str, position: types.Position) -> int:
        lines = text.split("\n")
        before = sum(len(line) + 1 for line in lines[: position.line])
        line = lines[position.line]
        return before + next(
            it for it in range(len(line) + 1) if len(encoded(line[:it], self.encoding)) == position.character
        )

    def _last_push(self, uri: str, version: int | None) -> types.PublishDiagnosticsParams | None:
        return next((it for it in reversed(self.pushed) if it.uri == uri and it.version == version), None)

    def _take_push(self, params: types.PublishDiagnosticsParams) -> None:
        self.pushed.append(params)
        self._happened.set()

    def _take_registration(self, params: types.RegistrationParams) -> None:
        self.registered.update({it.method: it for it in params.registrations})
        self._happened.set()

    def _take_refresh(self, _: None) -> None:
        self.refreshes += 1
        self._happened.set()

    def _take_lens_refresh(self, _: None) -> None:
        self.lens_refreshes += 1
        self._happened.set()

    def _tell_settings(self, params: types.ConfigurationParams) -> list[Any]:
        self.settings_asked += 1
        self._happened.set()
        return [self.settings.get(item.section or "") for item in params.items]

    def _take_trace(self, params: types.LogTraceParams) -> None:
        self.traces.append(params)
        self._happened.set()

    def _take_edit(self, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        self.applied.append(params.edit)
        return types.ApplyWorkspaceEditResult(applied=not self.declines)

    def _take_progress(self, params: types.ProgressParams) -> None:
        value: Any = params.value
        if "kind" not in value:
            self.parts.append(value)
            return
        kinds = {
            "begin": types.WorkDoneProgressBegin,
            "report": types.WorkDoneProgressReport,
            "end": types.WorkDoneProgressEnd,
        }
        self.progress.append(default_converter().structure(value, kinds[value["kind"]]))
        self._happened.set()


def converter() -> Any:
    """That of pygls, which takes every code action that holds a command for a bare command."""
    made = default_converter()
    kinds = types.Command | types.CodeAction

    def action(content: Any, _: object) -> types.Command | types.CodeAction:
        bare = isinstance(content.get("command"), str)
        return made.structure(content, types.Command) if bare else made.structure(content, types.CodeAction)

    made.register_structure_hook(kinds, action)
    return made


def typed(it: types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit) -> types.TextEdit:
    """The edit, a snippet as it stands there before anything is typed over its placeholders."""
    if not isinstance(it, types.SnippetTextEdit):
        return types.TextEdit(it.range, it.new_text)
    plain = re.sub(r"\$\{\d+:((?:[^\\}]|\\.)*)\}", r"\1", it.snippet.value)
    return types.TextEdit(it.range, re.sub(r"\\([\\$}])", r"\1", plain))


def encoded(text: str, encoding: str) -> Sequence[object]:
    """`text` as the units of `encoding`."""
    if encoding == "utf-16":
        return memoryview(text.encode("utf-16-le")).cast("H")
    return text.encode() if encoding == "utf-8" else text


def plain(value: Any) -> Any:
    """What pygls has made an object of, as the JSON that it was."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(it) for name, it in value._asdict().items()}
    return [plain(it) for it in value] if isinstance(value, list | tuple) else value


async def within(awaited: Awaitable[T]) -> T:
    """What is awaited, or a failure after a time that no machine needs."""
    return await asyncio.wait_for(awaited, SECONDS)


def params_of(client: str) -> types.InitializeParams:
    """What the editor in `clients/{client}.json` sends with `initialize`."""
    content = json.loads((CLIENTS / f"{client}.json").read_text(encoding="utf-8"))
    params: types.InitializeParams = default_converter().structure(content, types.InitializeParams)
    return params


@asynccontextmanager
async def editor(
    root: Path,
    client: str = "vscode-1.139.1-lc11",
    *,
    folders: Sequence[Path] | None = None,
    parameters: Callable[[types.InitializeParams], None] = lambda _: None,
) -> AsyncIterator[Editor]:
    """A session of `client` with `folders` open (`root` alone unless given), ended in good order."""
    params = params_of(client)
    knows_folders = params.workspace_folders is not None or folders is not None
    folders = [root] if folders is None else folders
    params.root_uri = folders[0].as_uri() if folders else None
    params.root_path = str(folders[0]) if folders else None
    if knows_folders:  # else it names a root alone, as ALE and lsp-mode do
        params.workspace_folders = [types.WorkspaceFolder(it.as_uri(), it.name) for it in folders]
    parameters(params)
    it = Editor(root, params)
    await it.client.start_io(*COMMAND)
    server = it.client._server
    assert server is not None
    try:
        it.capabilities = (await within(it.client.initialize_session(params))).capabilities
        yield it
        await within(it.client.shutdown_session())
        assert await within(server.wait()) == 0
    finally:
        if server.returncode is None:
            server.kill()  # a test has failed: its session has not been ended
        await it.client.stop()
