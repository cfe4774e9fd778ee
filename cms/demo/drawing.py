"""The brand's pictures, drawn in code: bicycles of a few lines and circles on paper-coloured ground."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

Point = tuple[float, float]
INK, FRAME, BOX, SUN, GROUND = "#2b2a28", "#12627a", "#d9a441", "#f2cf72", "#e9e2d6"
PAPER = "#f5efe4"
FINE = 2  # drawn this much larger, then scaled down: smooth edges


class Sheet:
    """A picture of `width` x `height`, drawn in those units."""

    def __init__(self, width: int, height: int, paper: str = PAPER) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * FINE, height * FINE), paper)
        self.pen = ImageDraw.Draw(self.image)

    def line(self, *points: Point, fill: str = INK, width: float = 12) -> None:
        self.pen.line([(x * FINE, y * FINE) for x, y in points], fill=fill, width=round(width * FINE), joint="curve")
        for point in points:
            self.disc(point, width / 2, fill)

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        self.pen.ellipse(self.around(centre, radius), fill=fill)

    def circle(self, centre: Point, radius: float, *, fill: str = INK, width: float = 14) -> None:
        self.pen.ellipse(self.around(centre, radius), outline=fill, width=round(width * FINE))

    def shape(self, *points: Point, fill: str) -> None:
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def slab(self, box: tuple[float, float, float, float], fill: str, radius: float = 16) -> None:
        left, top, right, bottom = (edge * FINE for edge in box)
        self.pen.rounded_rectangle((left, top, right, bottom), radius * FINE, fill=fill)

    def around(self, centre: Point, radius: float) -> tuple[float, float, float, float]:
        x, y = centre
        return ((x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE)

    def file(self) -> BytesIO:
        made = BytesIO()
        self.image.resize(self.size, Image.Resampling.LANCZOS).save(made, "PNG")
        made.seek(0)
        return made


def wheel(sheet: Sheet, centre: Point, radius: float) -> None:
    x, y = centre
    for dx, dy in ((1, 0), (0.5, 0.87), (-0.5, 0.87)):
        sheet.line((x - dx * radius, y - dy * radius), (x + dx * radius, y + dy * radius), fill="#a9a196", width=3)
    sheet.circle(centre, radius)
    sheet.disc(centre, 12, INK)


def rider_half(sheet: Sheet, hub: Point, crank: Point, head: Point, *, wheel_radius: float) -> None:
    """Rear wheel, saddle and the frame around the crank."""
    seat = (crank[0] - 62, head[1] + 10)
    wheel(sheet, hub, wheel_radius)
    sheet.line(hub, crank, seat, fill=FRAME, width=15)
    sheet.line(hub, (seat[0] + 14, seat[1] + 60), fill=FRAME, width=11)
    sheet.line(crank, head, (seat[0] + 10, seat[1] + 42), fill=FRAME, width=15)
    sheet.line((seat[0] - 38, seat[1] - 8), (seat[0] + 34, seat[1] - 8), width=20)
    sheet.circle(crank, 30, fill=INK, width=9)
    sheet.line(crank, (crank[0] + 26, crank[1] + 50), width=9)


def bars(sheet: Sheet, head: Point) -> None:
    sheet.line(head, (head[0] - 16, head[1] - 66), fill=FRAME, width=13)
    sheet.line((head[0] - 16, head[1] - 66), (head[0] - 58, head[1] - 74), width=12)


def carro(sheet: Sheet) -> None:
    """Long, the box in front."""
    sheet.slab((0, 548, 960, 640), GROUND, 0)
    rider_half(sheet, (210, 440), (380, 452), (470, 270), wheel_radius=104)
    bars(sheet, (470, 270))
    sheet.line((470, 270), (500, 470), (742, 470), (800, 462), fill=FRAME, width=15)
    wheel(sheet, (800, 466), 78)
    sheet.shape((500, 270), (760, 250), (724, 436), (520, 436), fill=BOX)
    sheet.line((500, 270), (760, 250), fill="#a87a10", width=10)
    sheet.line((742, 330), (776, 322), width=9)
    sheet.disc((784, 320), 17, SUN)


def cola(sheet: Sheet) -> None:
    """Short in front, a long back with a seat pad."""
    sheet.slab((0, 548, 960, 640), GROUND, 0)
    rider_half(sheet, (214, 456), (520, 460), (664, 270), wheel_radius=88)
    bars(sheet, (664, 270))
    sheet.line((664, 270), (712, 440), fill=FRAME, width=15)
    wheel(sheet, (716, 440), 104)
    sheet.line((120, 320), (440, 320), fill=FRAME, width=13)
    sheet.line((214, 456), (180, 322), fill=FRAME, width=11)
    sheet.slab((120, 276, 402, 310), BOX, 16)
    sheet.line((130, 276), (130, 214), (396, 214), (396, 276), fill="#a87a10", width=9)
    sheet.slab((150, 340, 360, 452), "#c9c0b1", 18)
    wheel(sheet, (214, 456), 88)


def trio(sheet: Sheet) -> None:
    """Two wheels in front, a big box between them."""
    sheet.slab((0, 548, 960, 640), GROUND, 0)
    rider_half(sheet, (220, 440), (392, 452), (482, 276), wheel_radius=104)
    bars(sheet, (482, 276))
    sheet.line((482, 276), (520, 480), (700, 480), fill=FRAME, width=15)
    wheel(sheet, (640, 462), 82)
    sheet.shape((492, 232), (850, 232), (806, 440), (524, 440), fill=BOX)
    sheet.line((492, 232), (850, 232), fill="#a87a10", width=10)
    wheel(sheet, (768, 466), 88)
    for x, height in ((560, 90), (640, 130), (716, 104), (790, 76)):
        sheet.line((x, 228), (x, 232 - height), fill="#4f8a5b", width=9)
        sheet.disc((x - 18, 232 - height * 0.7), 24, "#5f9c69")
        sheet.disc((x + 18, 232 - height * 0.9), 26, "#4f8a5b")


def faro(sheet: Sheet) -> None:
    """The lamp and its light with the sharp upper edge."""
    sheet.slab((0, 0, 960, 640), "#26323a", 0)
    sheet.shape((380, 300), (960, 306), (960, 600), (380, 352), fill="#4f5a55")
    sheet.shape((380, 306), (960, 318), (960, 520), (380, 346), fill="#b39a55")
    sheet.shape((380, 310), (960, 330), (960, 440), (380, 342), fill=SUN)
    sheet.slab((200, 250, 400, 400), FRAME, 66)
    sheet.slab((352, 258, 404, 392), "#fff6da", 24)
    sheet.line((270, 396), (270, 486), (210, 540), fill="#8b857d", width=22)
    sheet.line((150, 560), (330, 520), fill="#8b857d", width=26)


def nido(sheet: Sheet) -> None:
    """The bench with its belts under the canopy."""
    sheet.slab((0, 548, 960, 640), GROUND, 0)
    sheet.pen.pieslice([edge * FINE for edge in (180, 70, 780, 720)], 180, 360, fill="#cfe3ea")
    sheet.pen.arc([edge * FINE for edge in (180, 70, 780, 720)], 180, 360, fill=FRAME, width=14 * FINE)
    sheet.slab((250, 250, 710, 470), BOX, 40)
    sheet.slab((220, 420, 740, 520), "#c58f2c", 36)
    for middle in (370, 590):
        sheet.line((middle - 50, 270), (middle, 420), (middle + 50, 270), fill=FRAME, width=15)
        sheet.line((middle, 420), (middle, 486), fill=FRAME, width=15)
        sheet.slab((middle - 20, 402, middle + 20, 440), "#a54840", 10)
    sheet.slab((196, 396, 244, 560), FRAME, 20)
    sheet.slab((716, 396, 764, 560), FRAME, 20)


def street(sheet: Sheet) -> None:
    """The home page's picture: a Carro on its way out of the town, early."""
    sheet.disc((940, 250), 110, SUN)
    for left, top, right, fill in ((40, 330, 190, "#e3d6c1"), (170, 250, 330, "#dccbb1"), (310, 380, 480, "#e7dccb")):
        sheet.slab((left, top, right, 760), fill, 8)
        for x in range(left + 28, right - 34, 46):
            for y in range(top + 34, 700, 78):
                sheet.slab((x, y, x + 22, y + 36), "#f7f1e6", 5)
    sheet.shape((0, 760), (420, 690), (800, 742), (1280, 660), (1280, 960), (0, 960), fill="#c7d3b4")
    sheet.slab((0, 816, 1280, 960), "#d8cfc0", 0)
    for x in range(40, 1280, 170):
        sheet.slab((x, 884, x + 86, 894), "#f5efe4", 5)


def on_the_street(sheet: Sheet) -> None:
    """The bike in front of the town, with two children in the box and somebody riding."""
    hub, crank, head = (330, 742), (500, 754), (590, 572)
    rider_half(sheet, hub, crank, head, wheel_radius=104)
    bars(sheet, head)
    sheet.line(head, (620, 772), (862, 772), (920, 764), fill=FRAME, width=15)
    wheel(sheet, (920, 768), 78)
    for x, clothes in ((690, "#a23b4a"), (790, "#34558b")):
        sheet.slab((x - 42, 520, x + 42, 640), clothes, 34)
        sheet.disc((x, 482), 40, "#e9c39c")
        sheet.pen.pieslice(sheet.around((x, 474), 46), 180, 360, fill=BOX)
    sheet.shape((620, 572), (880, 552), (844, 738), (640, 738), fill=BOX)
    sheet.line((620, 572), (880, 552), fill="#a87a10", width=10)
    sheet.line((440, 570), (470, 660), (524, 802), fill="#4d473e", width=40)
    sheet.line((430, 560), (470, 400), fill="#2f6f5e", width=74)
    sheet.line((474, 420), (540, 500), (556, 500), fill="#3c8a75", width=28)
    sheet.disc((492, 318), 50, "#c68d63")
    sheet.pen.pieslice(sheet.around((490, 308), 58), 180, 360, fill=FRAME)


def product(draw: Callable[[Sheet], None]) -> BytesIO:
    sheet = Sheet(960, 640)
    draw(sheet)
    return sheet.file()


def hero() -> BytesIO:
    sheet = Sheet(1280, 960)
    street(sheet)
    on_the_street(sheet)
    return sheet.file()


PRODUCTS: dict[str, Callable[[Sheet], None]] = {"carro": carro, "cola": cola, "trio": trio, "faro": faro, "nido": nido}
