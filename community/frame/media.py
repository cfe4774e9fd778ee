"""Files members and editors sent, served so that a browser can only ever show them as pictures."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

SHOWN = {
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
FOLDERS = ("avatars", "images")  # originals and documents are not handed out from here


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """A picture under MEDIA_ROOT. Names are never used twice, so it may be kept for a year."""
    kind = SHOWN.get(PurePosixPath(path).suffix.lower())
    if kind is None or path.split("/", 1)[0] not in FOLDERS or "\0" in path:
        raise Http404
    try:
        file = default_storage.open(path)
    except (OSError, SuspiciousOperation, ValueError):
        raise Http404 from None
    response = FileResponse(file, content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
