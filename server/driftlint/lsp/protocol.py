"""What pygls leaves open: the order of a session's life, and messages that are not what they should be."""

import json
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import JsonRPCRequestMessage

from driftlint.index.engine import Cancelled
from driftlint.lsp.convert import path_of
from driftlint.lsp.inbox import Malformed

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pygls.lsp.server import LanguageServer

    from driftlint.lsp.inbox import Inbox

LOG = logging.getLogger(__name__)

_OURS = (
    types.EXIT,
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
    types.WORKSPACE_EXECUTE_COMMAND,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL,
    types.SET_TRACE,
    types.NOTEBOOK_DOCUMENT_DID_OPEN,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE,
)
"""Methods whose handling by pygls is left out: it keeps documents of its own and cuts them into lines at each edit,
remembers for ever that it was told to trace, and knows neither commands that are withdrawn nor progress that it has not
begun itself."""

_TOLD = "driftlint/told/"
"""How the ids begin of requests whose answer is not waited for."""

_MOST_ASKED = 32
"""To how many questions an answer is waited for: a client that leaves so many open will not answer the first."""

_TRACED = (types.TraceValue.Messages, types.TraceValue.Verbose)
_TRACED_CHARACTERS = 2_000
"""How much of a message is shown at most: a whole document may have been sent."""


class Protocol(LanguageServerProtocol):
    """One session, from `initialize` to `exit`."""

    exit_code: int | None = None
    """Set once the client has said `exit`: 0 if it has said `shutdown` before, else 1."""
    _initialized = False
    _told = 0

    def __init__(self, server: "LanguageServer", converter: Any) -> None:
        super().__init__(server, converter)
        self.unread: dict[str, Callable[[Any], None]] = {}
        """By method what takes note of a notification whose parameters cannot be read."""

    def _register_builtin_features(self) -> None:
        super()._register_builtin_features()  # type: ignore[no-untyped-call]  # pygls ships no types for it
        for method in _OURS:
            self.fm.builtin_features.pop(method, None)

    def leave_out(self, method: str) -> None:
        """Neither announces nor handles `method` in this session."""
        self.fm.features.pop(method, None)
        self.fm.feature_options.pop(method, None)

    def tell_to(self, method: str, params: Any = None) -> None:
        """Sends a request whose answer says nothing that matters here, so that nobody waits for it."""
        self._told += 1
        kind = self.get_message_type(method)
        assert kind is not None, method
        self._send_data(kind(id=f"{_TOLD}{self._told}", method=method, params=params, jsonrpc=self.VERSION))

    def send_request(
        self,
        method: str,
        params: Any | None = None,
        callback: Callable[[Any], None] | None = None,
        msg_id: int | str | None = None,
    ) -> "Future[Any]":
        """Asks the client something; the answer is cancelled where too many later questions are open too."""
        while len(self._result_types) >= _MOST_ASKED:
            self._forget(next(iter(self._result_types)))
        return super().send_request(method, params, callback, msg_id)

    def _forget(self, question: int | str) -> None:
        """Waits for an answer no longer."""
        self._result_types.pop(question, None)
        future = self._request_futures.pop(question, None)
        if future is not None:
            future.cancel()

    def receive(self, message: Any, inbox: "Inbox") -> None:
        """Handles one message, whatever it is; a request is answered in any case."""
        try:
            self._receive_traced(message, inbox)
        except OSError:
            raise  # nobody reads any more
        except Exception:
            LOG.exception("a message could not be handled")
            request = message.get("id") if isinstance(message, dict) and "method" in message else None
            if isinstance(request, int | str):
                self._refuse(request, types.ErrorCodes.InternalError, "The message could not be handled")

    def _receive_traced(self, message: Any, inbox: "Inbox") -> None:
        if self.trace in _TRACED and isinstance(message, dict) and isinstance(message.get("method"), str):
            started = time.perf_counter()
            self._receive(message, inbox)
            self._log_trace(message, 1000 * (time.perf_counter() - started))
        else:
            self._receive(message, inbox)

    def _receive(self, message: Any, inbox: "Inbox") -> None:
        if isinstance(message, Malformed):
            self._refuse(None, types.ErrorCodes.ParseError, "The message is no JSON")
        elif not isinstance(message, dict):
            self._refuse(None, types.ErrorCodes.InvalidRequest, "The message is no JSON object")
        elif not isinstance(message.get("id"), int | float | str | None):
            self._refuse(None, types.ErrorCodes.InvalidRequest, "An id is a number or a string")
        elif not isinstance(message.get("method"), str):
            self._receive_response(message)
        elif message.get("id") is None:
            self._receive_notification(message)
        else:
            self._serve(message, inbox)

    def _serve(self, message: dict[str, Any], inbox: "Inbox") -> None:
        request = message["id"]
        if not inbox.take_cancellation(request):
            with inbox.serving(request):
                try:
                    self._receive_request(message)
                except Cancelled:
                    if not inbox.take_cancellation(request):
                        raise  # the client is gone
                else:
                    if inbox.take_cancellation(request):  # answered already, or by a task that is still at it
                        self._handle_cancel_notification(request)
                    return
        self._refuse(request, types.LSPErrorCodes.RequestCancelled, "The request was cancelled")

    def _receive_request(self, message: dict[str, Any]) -> None:
        request, method = message["id"], message["method"]
        if not self._initialized and method != types.INITIALIZE:
            self._refuse(request, types.ErrorCodes.ServerNotInitialized, f"`{method}` came before `initialize`")
        elif self._initialized and method == types.INITIALIZE:
            self._refuse(request, types.ErrorCodes.InvalidRequest, "The session is initialized already")
        elif self._shutdown and method == types.SHUTDOWN:
            self._send_response(request)  # some editors ask twice
        elif self._shutdown:
            self._refuse(request, types.ErrorCodes.InvalidRequest, f"`{method}` came after `shutdown`")
        elif not self._handles(method):
            self._refuse(request, types.ErrorCodes.MethodNotFound, f"`{method}` is not known here")
        elif (structured := self._structured(message)) is None:
            self._refuse(request, types.ErrorCodes.InvalidParams, f"`{method}` got parameters that it cannot read")
        else:
            if method == types.INITIALIZE:
                self._initialized = True
                if path_of(structured.params.root_uri or "") is None:
                    structured.params.root_uri = None  # pygls fails over what is no URI
            self.handle_message(structured)

    def _receive_notification(self, message: dict[str, Any]) -> None:
        method = message["method"]
        if method == types.EXIT:
            self.exit_code = 0 if self._shutdown else 1
        elif "id" in message:
            self._refuse(None, types.ErrorCodes.InvalidRequest, "A request needs an id")
        elif not self._initialized or self._shutdown or not self._handles(method):
            LOG.info("`%s` is passed over", method)
        elif (structured := self._structured(message)) is None:
            LOG.warning("`%s` got parameters that it cannot read", method)
            if method in self.unread:
                self.unread[method](message.get("params"))
        else:
            self.handle_message(structured)

    def _receive_response(self, message: dict[str, Any]) -> None:
        question: Any = message.get("id")
        if isinstance(question, str) and question.startswith(_TOLD):
            return
        if question not in self._result_types:
            LOG.info("an answer to nothing is passed over")
            return
        try:
            if not self._request_futures[question].cancelled():
                self.handle_message(self.structure_message({**message, "jsonrpc": self.VERSION}))
        except JsonRpcException:
            LOG.warning("an answer cannot be read")
        finally:
            self._forget(question)

    def _handles(self, method: str) -> bool:
        return method in self.fm.features or method in self.fm.builtin_features or method == types.CANCEL_REQUEST

    def _structured(self, message: dict[str, Any]) -> Any | None:
        """The message as its type, `None` where it does not fit; `shutdown` may come with or without parameters."""
        method = message["method"]
        parameters = {} if method == types.SHUTDOWN else {"params": message.get("params")}
        kind = self.get_message_type(method)
        if kind is None:  # one of driftlint's own: its handler reads the parameters as they came
            return JsonRPCRequestMessage(message.get("id") or 0, method, self.VERSION, message.get("params"))
        whole = {"jsonrpc": self.VERSION, "id": message.get("id"), "method": method, **parameters}
        try:
            return self._converter.structure(whole, kind)
        except Exception as problem:  # noqa: BLE001  whatever a converter makes of what a client may send
            LOG.info("%s", problem)
            return None

    def _log_trace(self, message: dict[str, Any], milliseconds: float) -> None:
        """Tells a client that traces what a message cost here, and if it wants to know what was in it."""
        said = f"{message['method']} took {milliseconds:.1f} ms"
        verbose = self.trace == types.TraceValue.Verbose
        content = _encoded(message.get("params")).decode()[:_TRACED_CHARACTERS] if verbose else None
        self.notify(types.LOG_TRACE, types.LogTraceParams(said, content))

    def _refuse(self, request: int | str | None, code: int, reason: str) -> None:
        self._send_data({"jsonrpc": self.VERSION, "id": request, "error": {"code": int(code), "message": reason}})

    def _send_data(self, data: Any) -> None:
        """Sends a message."""
        if self.writer is None:
            return
        content = data if isinstance(data, dict) else self._converter.unstructure(data)
        body = _encoded(content)
        self.writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))


def _encoded(content: Any) -> bytes:
    """`content` as JSON; several times faster than the `json` that pygls uses, on every keystroke."""
    try:
        return msgspec.json.encode(content)
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can spell and UTF-8 cannot
        return json.dumps(content).encode()
