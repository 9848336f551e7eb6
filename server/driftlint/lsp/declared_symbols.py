"""What `constraints.yaml` declares, as the client lists it."""

from collections.abc import Iterator

from lsprotocol import types

from driftlint.analysis.configured import declared_names
from driftlint.lsp.convert import wire_range
from driftlint.lsp.session import Session


def declared_symbols(session: Session, path: str) -> Iterator[types.DocumentSymbol]:
    """The layers, rules and contracts of the `constraints.yaml` at `path`, in order; which of these is the detail."""
    text = session.text_of(path)
    for section, name, key, whole in declared_names(text.text):
        selection = wire_range(text, key, session.client.encoding)
        around = wire_range(text, whole, session.client.encoding)
        yield types.DocumentSymbol(name, types.SymbolKind.Key, around, selection, detail=section)
