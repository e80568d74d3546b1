"""What the product pictures show: one silhouette for each leaf category, in the product's own colour."""

from collections.abc import Callable

from itemcenter.demo.drawing import Canvas, Rgb, mixed

#: The colours of the workbook as light.
RGB: dict[str, Rgb] = {
    "black": (24, 24, 24),
    "white": (250, 250, 250),
    "off-white": (244, 238, 220),
    "grey": (136, 136, 136),
    "light grey": (200, 200, 200),
    "anthracite": (64, 68, 72),
    "silver": (184, 192, 192),
    "space grey": (88, 92, 100),
    "navy": (24, 40, 96),
    "blue": (32, 88, 208),
    "light blue": (144, 200, 240),
    "turquoise": (48, 200, 200),
    "petrol": (16, 88, 104),
    "teal": (16, 128, 128),
    "green": (40, 160, 64),
    "dark green": (16, 80, 48),
    "mint": (168, 232, 200),
    "olive": (112, 120, 40),
    "khaki": (176, 168, 112),
    "red": (208, 24, 32),
    "burgundy": (120, 16, 40),
    "coral": (248, 120, 96),
    "orange": (248, 136, 16),
    "yellow": (248, 216, 32),
    "mustard": (208, 160, 32),
    "neon yellow": (224, 255, 24),
    "gold": (208, 168, 72),
    "rose gold": (224, 168, 152),
    "pink": (248, 168, 192),
    "purple": (112, 40, 144),
    "lilac": (200, 168, 224),
    "brown": (128, 80, 40),
    "dark brown": (72, 44, 24),
    "cognac": (168, 96, 48),
    "beige": (224, 208, 176),
    "taupe": (152, 136, 120),
    "copper": (184, 112, 64),
    "nickel": (176, 172, 160),
}
WHITE, BLACK, STEEL, WOOD = (250, 250, 250), (24, 24, 24), (168, 172, 180), (184, 136, 80)

Draw = Callable[[Canvas, Rgb, Rgb], None]  # canvas, main colour, second colour


def _shoe(high: float, sole: Rgb, sandal: bool = False) -> Draw:
    def draw(c: Canvas, main: Rgb, second: Rgb) -> None:
        if sandal:
            c.fill(c.line(0.18, 0.62, 0.5, 0.42, 0.09), main)
            c.fill(c.line(0.5, 0.42, 0.8, 0.62, 0.09), main)
            c.fill(c.line(0.25, 0.4, 0.3, 0.66, 0.07), second)
        else:
            top = 0.56 - high
            c.fill(
                c.polygon((0.16, top), (0.44, top), (0.5, 0.48), (0.8, 0.57), (0.9, 0.68), (0.9, 0.72), (0.16, 0.72)),
                main,
            )
            for at in (0.47, 0.54, 0.61):
                c.fill(c.line(at, 0.5, at + 0.06, 0.44, 0.025), second)
        c.fill(c.box(0.13, 0.68, 0.92, 0.78, 0.04), sole)

    return draw


def _laptop(mark: str) -> Draw:
    def draw(c: Canvas, main: Rgb, second: Rgb) -> None:
        top = 0.3 if mark == "flip" else 0.2
        c.fill(c.box(0.16, top, 0.84, 0.68, 0.03), main)
        c.fill(c.box(0.2, top + 0.04, 0.8, 0.62), (40, 56, 80))
        c.fill(c.polygon((0.12, 0.7), (0.88, 0.7), (0.96, 0.82), (0.04, 0.82)), mixed(main, BLACK, 0.12))
        if mark == "glow":
            for at, light in enumerate(((248, 40, 80), (40, 248, 120), (40, 120, 248))):
                c.fill(c.box(0.24 + at * 0.18, 0.73, 0.4 + at * 0.18, 0.77), light)
        elif mark == "flip":
            c.fill(c.line(0.16, 0.3, 0.34, 0.16, 0.03), mixed(main, BLACK, 0.3))
        elif mark == "thick":
            c.fill(c.box(0.04, 0.82, 0.96, 0.87), mixed(main, BLACK, 0.4))
        else:
            c.fill(c.box(0.4, 0.75, 0.6, 0.8), mixed(main, BLACK, 0.3))

    return draw


def _bag(c: Canvas, main: Rgb, second: Rgb) -> None:
    c.fill(c.polygon((0.28, 0.18), (0.72, 0.18), (0.78, 0.88), (0.22, 0.88)), main)
    c.fill(c.box(0.28, 0.14, 0.72, 0.2), mixed(main, BLACK, 0.3))
    c.fill(c.box(0.34, 0.42, 0.66, 0.68, 0.04), second)


def _sack(c: Canvas, main: Rgb, second: Rgb) -> None:
    c.fill(c.box(0.2, 0.12, 0.8, 0.9, 0.06), main)
    c.fill(c.disc(0.5, 0.58, 0.13, 0.11), second)
    for x, y in ((0.34, 0.42), (0.45, 0.36), (0.56, 0.36), (0.66, 0.42)):
        c.fill(c.disc(x, y, 0.05), second)


def _capsules(c: Canvas, main: Rgb, second: Rgb) -> None:
    for x, y in ((0.28, 0.62), (0.72, 0.62), (0.5, 0.34)):
        c.fill(c.polygon((x - 0.16, y - 0.1), (x + 0.16, y - 0.1), (x + 0.11, y + 0.14), (x - 0.11, y + 0.14)), main)
        c.fill(c.disc(x, y - 0.1, 0.18, 0.05), second)


def _can(narrow: float, cap: bool) -> Draw:
    def draw(c: Canvas, main: Rgb, second: Rgb) -> None:
        c.fill(c.box(0.5 - narrow, 0.26, 0.5 + narrow, 0.86, 0.03), main)
        c.fill(c.disc(0.5, 0.26, narrow, 0.06), STEEL)
        c.fill(c.box(0.5 - narrow, 0.5, 0.5 + narrow, 0.66), second)
        if cap:
            c.fill(c.box(0.5 - narrow * 0.8, 0.1, 0.5 + narrow * 0.8, 0.26, 0.03), main)
            c.fill(c.box(0.45, 0.06, 0.55, 0.12), BLACK)

    return draw


def _paint_can(c: Canvas, main: Rgb, second: Rgb) -> None:
    c.fill(c.disc(0.5, 0.3, 0.34, 0.22), STEEL)
    c.fill(c.disc(0.5, 0.32, 0.31, 0.2), WHITE)
    c.fill(c.box(0.18, 0.34, 0.82, 0.86, 0.03), STEEL)
    c.fill(c.disc(0.5, 0.34, 0.32, 0.09), main)
    c.fill(c.box(0.18, 0.48, 0.82, 0.74), main)


def _varnish(c: Canvas, main: Rgb, second: Rgb) -> None:
    c.fill(c.box(0.08, 0.72, 0.92, 0.86), WOOD)
    c.fill(c.box(0.08, 0.72, 0.6, 0.86), main)
    c.fill(c.box(0.3, 0.28, 0.7, 0.7, 0.03), STEEL)
    c.fill(c.box(0.3, 0.38, 0.7, 0.6), main)


def _gate(c: Canvas, main: Rgb, second: Rgb) -> None:
    for x in (0.14, 0.3, 0.46, 0.62, 0.78):
        c.fill(c.box(x, 0.2, x + 0.08, 0.88), main)
        c.fill(c.disc(x + 0.04, 0.18, 0.06), main)
    for y in (0.34, 0.72):
        c.fill(c.box(0.1, y, 0.9, y + 0.07), main)


def _lamp(kind: str) -> Draw:
    def draw(c: Canvas, main: Rgb, second: Rgb) -> None:
        if kind == "pendant":
            c.fill(c.line(0.5, 0.0, 0.5, 0.4, 0.02), BLACK)
            c.fill(c.polygon((0.42, 0.38), (0.58, 0.38), (0.82, 0.7), (0.18, 0.7)), main)
            c.fill(c.disc(0.5, 0.7, 0.12, 0.08), (255, 240, 160))
        elif kind == "wall":
            c.fill(c.box(0.2, 0.3, 0.3, 0.8), mixed(main, BLACK, 0.3))
            c.fill(c.line(0.28, 0.6, 0.6, 0.6, 0.05), main)
            c.fill(c.polygon((0.5, 0.26), (0.74, 0.26), (0.84, 0.58), (0.4, 0.58)), main)
        elif kind == "desk":
            c.fill(c.box(0.2, 0.84, 0.6, 0.9), main)
            c.fill(c.line(0.4, 0.86, 0.3, 0.5, 0.05), main)
            c.fill(c.line(0.3, 0.5, 0.62, 0.24, 0.05), main)
            c.fill(c.polygon((0.56, 0.16), (0.72, 0.3), (0.86, 0.5), (0.52, 0.46)), main)
        elif kind == "outdoor":
            c.fill(c.box(0.44, 0.4, 0.56, 0.92), main)
            c.fill(c.box(0.34, 0.16, 0.66, 0.44), (255, 240, 160))
            c.fill(c.polygon((0.28, 0.2), (0.72, 0.2), (0.5, 0.06)), main)
        else:
            foot = 0.9 if kind == "floor" else 0.84
            bottom = 0.3 if kind == "floor" else 0.46
            c.fill(c.line(0.5, bottom, 0.5, foot, 0.04), mixed(main, BLACK, 0.2))
            c.fill(c.disc(0.5, foot, 0.2, 0.04), main)
            c.fill(c.polygon((0.38, bottom - 0.24), (0.62, bottom - 0.24), (0.76, bottom), (0.24, bottom)), main)

    return draw


def _treats(c: Canvas, main: Rgb, second: Rgb) -> None:
    for y in (0.36, 0.66):
        c.fill(c.line(0.28, y, 0.72, y, 0.14), main)
        for x in (0.24, 0.76):
            c.fill(c.disc(x, y - 0.08, 0.1), main)
            c.fill(c.disc(x, y + 0.08, 0.1), main)


def _blocks(c: Canvas, main: Rgb, second: Rgb) -> None:
    for x, y, colour in ((0.14, 0.58, main), (0.5, 0.58, second), (0.32, 0.28, main)):
        c.fill(c.box(x, y, x + 0.36, y + 0.28), colour)
        for stud in (0.05, 0.21):
            c.fill(c.box(x + stud, y - 0.06, x + stud + 0.1, y), mixed(colour, BLACK, 0.2))


def _puzzle(c: Canvas, main: Rgb, second: Rgb) -> None:
    c.fill(c.box(0.2, 0.3, 0.72, 0.82), main)
    c.fill(c.disc(0.46, 0.3, 0.1), main)
    c.fill(c.disc(0.76, 0.56, 0.1), main)
    c.fill(c.disc(0.2, 0.56, 0.09), (216, 224, 232))


def _game(c: Canvas, main: Rgb, second: Rgb) -> None:
    for row in range(4):
        for column in range(4):
            colour = main if (row + column) % 2 else second
            c.fill(c.box(0.14 + column * 0.18, 0.14 + row * 0.18, 0.32 + column * 0.18, 0.32 + row * 0.18), colour)
    c.fill(c.disc(0.7, 0.72, 0.14), BLACK)
    c.fill(c.disc(0.7, 0.54, 0.09), BLACK)


def _bear(c: Canvas, main: Rgb, second: Rgb) -> None:
    for x in (0.32, 0.68):
        c.fill(c.disc(x, 0.2, 0.1), main)
        c.fill(c.disc(x, 0.86, 0.12, 0.09), mixed(main, BLACK, 0.15))
    c.fill(c.disc(0.5, 0.68, 0.25, 0.24), main)
    c.fill(c.disc(0.5, 0.34, 0.22), main)
    for x in (0.42, 0.58):
        c.fill(c.disc(x, 0.31, 0.025), BLACK)
    c.fill(c.disc(0.5, 0.4, 0.04, 0.03), BLACK)


def _pan(kind: str) -> Draw:
    def draw(c: Canvas, main: Rgb, second: Rgb) -> None:
        dark = mixed(main, BLACK, 0.25)
        if kind == "frying":
            c.fill(c.line(0.6, 0.56, 0.96, 0.42, 0.07), dark)
            c.fill(c.disc(0.38, 0.58, 0.32, 0.2), main)
            c.fill(c.disc(0.38, 0.56, 0.25, 0.14), mixed(main, BLACK, 0.45))
        elif kind == "wok":
            c.fill(c.line(0.7, 0.46, 0.98, 0.34, 0.06), dark)
            c.fill(c.disc(0.42, 0.42, 0.36) & (c.y > 0.42), main)
            c.fill(c.disc(0.42, 0.42, 0.36, 0.07), dark)
        else:
            low = 0.5 if kind == "casserole" else 0.36
            for x in (0.12, 0.88):
                c.fill(c.disc(x, 0.58, 0.08, 0.05), dark)
            c.fill(c.box(0.16, low, 0.84, 0.84, 0.08), main)
            c.fill(c.disc(0.5, low, 0.36, 0.08), mixed(main, WHITE, 0.2))
            c.fill(c.disc(0.5, low - 0.1, 0.05), dark)

    return draw


def _tool(kind: str) -> Draw:
    def draw(c: Canvas, main: Rgb, second: Rgb) -> None:
        if kind == "drill":
            c.fill(c.line(0.68, 0.34, 0.94, 0.34, 0.04), STEEL)
            c.fill(c.box(0.18, 0.22, 0.7, 0.46, 0.06), main)
            c.fill(c.polygon((0.26, 0.4), (0.46, 0.4), (0.42, 0.74), (0.22, 0.74)), BLACK)
            c.fill(c.box(0.14, 0.72, 0.5, 0.88, 0.03), main)
        elif kind == "grinder":
            c.fill(c.line(0.1, 0.4, 0.6, 0.4, 0.16), main)
            c.fill(c.disc(0.74, 0.56, 0.22), STEEL)
            c.fill(c.disc(0.74, 0.56, 0.06), BLACK)
            c.fill(c.line(0.6, 0.4, 0.62, 0.14, 0.06), BLACK)
        elif kind == "jigsaw":
            c.fill(c.box(0.2, 0.26, 0.78, 0.6, 0.12), main)
            c.fill(c.box(0.34, 0.34, 0.64, 0.44, 0.05), (216, 224, 232))
            c.fill(c.box(0.2, 0.62, 0.84, 0.68), STEEL)
            c.fill(c.polygon((0.68, 0.68), (0.74, 0.68), (0.72, 0.92)), STEEL)
        else:
            c.fill(c.disc(0.5, 0.36, 0.2, 0.18), main)
            c.fill(c.box(0.34, 0.4, 0.66, 0.68, 0.04), main)
            c.fill(c.box(0.2, 0.68, 0.8, 0.78, 0.03), BLACK)

    return draw


def _curtain(kind: str) -> Draw:
    def draw(c: Canvas, main: Rgb, second: Rgb) -> None:
        if kind == "roller":
            c.fill(c.box(0.16, 0.1, 0.84, 0.2, 0.04), STEEL)
            c.fill(c.box(0.2, 0.2, 0.8, 0.78), main)
            c.fill(c.box(0.2, 0.76, 0.8, 0.8), mixed(main, BLACK, 0.3))
            c.fill(c.line(0.86, 0.16, 0.86, 0.7, 0.015), BLACK)
            return
        c.fill(c.line(0.06, 0.12, 0.94, 0.12, 0.03), BLACK)
        shade = mixed(main, BLACK, 0.18) if kind != "net" else mixed(main, (200, 210, 220), 0.4)
        for fold in range(8):
            left = 0.1 + fold * 0.1
            c.fill(c.box(left, 0.14, left + 0.1, 0.9), main if fold % 2 else shade)
        if kind == "shower":
            for drop in range(4):
                c.fill(c.disc(0.2 + drop * 0.2, 0.6 + 0.1 * (drop % 2), 0.03, 0.05), (120, 190, 240))

    return draw


def _jar(kind: str) -> Draw:
    def draw(c: Canvas, main: Rgb, second: Rgb) -> None:
        if kind == "cream":
            c.fill(c.box(0.2, 0.46, 0.8, 0.84, 0.06), main)
            c.fill(c.box(0.18, 0.3, 0.82, 0.48, 0.03), second)
        elif kind == "serum":
            c.fill(c.box(0.36, 0.42, 0.64, 0.88, 0.04), main)
            c.fill(c.box(0.44, 0.26, 0.56, 0.42), BLACK)
            c.fill(c.disc(0.5, 0.2, 0.07, 0.1), second)
        elif kind == "sun":
            c.fill(c.polygon((0.3, 0.12), (0.7, 0.12), (0.64, 0.76), (0.36, 0.76)), main)
            c.fill(c.box(0.38, 0.76, 0.62, 0.9), second)
            c.fill(c.disc(0.5, 0.4, 0.1), (255, 216, 64))
        else:
            c.fill(c.box(0.32, 0.34, 0.68, 0.9, 0.06), main)
            c.fill(c.line(0.5, 0.34, 0.5, 0.18, 0.05), BLACK)
            c.fill(c.line(0.5, 0.18, 0.3, 0.2, 0.05), BLACK)

    return draw


def _paper(kind: str) -> Draw:
    def draw(c: Canvas, main: Rgb, second: Rgb) -> None:
        if kind == "sticky":
            c.fill(c.polygon((0.2, 0.2), (0.8, 0.2), (0.8, 0.66), (0.66, 0.8), (0.2, 0.8)), main)
            c.fill(c.polygon((0.8, 0.66), (0.66, 0.8), (0.66, 0.66)), mixed(main, BLACK, 0.2))
            return
        c.fill(c.box(0.22, 0.12, 0.8, 0.9, 0.03), main)
        if kind == "pad":
            c.fill(c.box(0.22, 0.12, 0.8, 0.22), mixed(main, BLACK, 0.5))
            for y in (0.36, 0.48, 0.6, 0.72):
                c.fill(c.line(0.3, y, 0.72, y, 0.015), (96, 128, 192))
        else:
            c.fill(c.box(0.22, 0.12, 0.3, 0.9), mixed(main, BLACK, 0.3))
            c.fill(c.box(0.4, 0.3, 0.72, 0.44), WHITE)
        if kind == "planner":
            for row in range(2):
                for column in range(3):
                    c.fill(
                        c.box(0.4 + column * 0.11, 0.54 + row * 0.12, 0.48 + column * 0.11, 0.62 + row * 0.12), WHITE
                    )

    return draw


SHAPES: dict[str, Draw] = {
    "shoes/running": _shoe(0.14, WHITE),
    "shoes/hiking": _shoe(0.34, (72, 56, 40)),
    "shoes/sneakers": _shoe(0.18, WHITE),
    "shoes/sandals": _shoe(0, (160, 120, 80), sandal=True),
    "shoes/formal": _shoe(0.1, BLACK),
    "laptops/ultrabook": _laptop("thin"),
    "laptops/gaming": _laptop("glow"),
    "laptops/business": _laptop("plain"),
    "laptops/convertible": _laptop("flip"),
    "laptops/student": _laptop("plain"),
    "laptops/workstation": _laptop("thick"),
    "coffee/beans": _bag,
    "coffee/ground": _bag,
    "coffee/capsules": _capsules,
    "coffee/instant": _can(0.24, False),
    "coffee/cold": _can(0.16, False),
    "lamps/table": _lamp("table"),
    "lamps/floor": _lamp("floor"),
    "lamps/pendant": _lamp("pendant"),
    "lamps/wall": _lamp("wall"),
    "lamps/desk": _lamp("desk"),
    "lamps/outdoor": _lamp("outdoor"),
    "paint/wall": _paint_can,
    "paint/wood": _varnish,
    "paint/metal": _gate,
    "paint/spray": _can(0.15, True),
    "dogfood/dry": _sack,
    "dogfood/wet": _can(0.28, False),
    "dogfood/treats": _treats,
    "toys/building": _blocks,
    "toys/puzzles": _puzzle,
    "toys/games": _game,
    "toys/plush": _bear,
    "cookware/frying": _pan("frying"),
    "cookware/saucepans": _pan("saucepan"),
    "cookware/casseroles": _pan("casserole"),
    "cookware/woks": _pan("wok"),
    "tools/drills": _tool("drill"),
    "tools/grinders": _tool("grinder"),
    "tools/jigsaws": _tool("jigsaw"),
    "tools/sanders": _tool("sander"),
    "curtains/drapes": _curtain("drape"),
    "curtains/nets": _curtain("net"),
    "curtains/roller": _curtain("roller"),
    "curtains/shower": _curtain("shower"),
    "skincare/creams": _jar("cream"),
    "skincare/serums": _jar("serum"),
    "skincare/sun": _jar("sun"),
    "skincare/cleansers": _jar("cleanser"),
    "paperware/notebooks": _paper("notebook"),
    "paperware/planners": _paper("planner"),
    "paperware/pads": _paper("pad"),
    "paperware/sticky": _paper("sticky"),
}
