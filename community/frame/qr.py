"""A text as a picture to hold in front of a camera or a till's scanner."""

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET = 4  # modules of light around it, as ISO/IEC 18004 asks for: scanners need them


def qr_of(text: str) -> SafeString:
    """The text as a QR code: an SVG of one path on the light ground that the page gives it (`.qr`)."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, border=QUIET, dark="#191510", svgclass=None, lineclass=None)
    return mark_safe(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))
