"""The services outside this process that the help desk depends on."""

from helpdesk.gateways.pager import Pager
from helpdesk.gateways.search import SearchIndex

pager = Pager()
search = SearchIndex()

__all__ = ["pager", "search"]
