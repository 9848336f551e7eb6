"""The office: views that are added by calls, below a prefix and another inside it."""

FILES = []


def list_files(request):
    return FILES


def add_file(request):
    FILES.append("file")
    return FILES


class Inventory:
    def __init__(self, request):
        self.request = request

    def __call__(self):
        return {"files": len(FILES)}

    def burn(self):
        FILES.clear()
        return {}


def archive(config):
    config.add_route("archive", "/archive")
    config.add_view(
        Inventory, route_name="archive", request_method="GET", renderer="json", permission="curate"
    )
    config.add_view(
        Inventory,
        attr="burn",
        route_name="archive",
        request_method="DELETE",
        renderer="json",
        permission="curate",
    )


def includeme(config):
    config.add_route("files", "files")
    config.add_view(
        list_files, route_name="files", request_method="GET", renderer="json", permission="guide"
    )
    config.add_view(
        "museum.office.add_file",
        route_name="files",
        request_method="POST",
        renderer="json",
        permission="curate",
    )
    config.include(archive, route_prefix="old")
