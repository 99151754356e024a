"""Weather before the things: rain, falling snow, fog.

It does not know the place.
"""

from inkstone.engines.sketch.places.sky import Canvas
from inkstone.engines.sketch.vector.svg import group, num, path, rect


def weather(canvas: Canvas, *, kind: str | None) -> str:
    """What falls or hangs between the eye and the things; nothing on a clear day."""
    match kind:
        case "rain":
            return _rain(canvas)
        case "snow":
            return _snow(canvas)
        case "fog":
            return _fog(canvas)
        case _:
            return ""


def _rain(canvas: Canvas) -> str:
    rng, unit = canvas.rng, canvas.unit
    near = far = ""
    number = int(150 * canvas.width * canvas.height / unit**2)
    for index in range(min(number, 420)):
        x, y = rng.uniform(-0.05, 1.05) * canvas.width, rng.uniform(-0.05, 1) * canvas.height
        tall = unit * rng.uniform(0.025, 0.05)
        drop = f"M{num(x)} {num(y)}l{num(-tall * 0.22)} {num(tall)}"
        if index % 3:
            far += drop
        else:
            near += drop
    return group(
        path(far, stroke="#dfe9f5", stroke_width=unit * 0.0016, stroke_opacity=0.4, fill="none"),
        path(near, stroke="#eef4fb", stroke_width=unit * 0.0028, stroke_opacity=0.55, fill="none",
             stroke_linecap="round"),
    )  # fmt: skip


def _snow(canvas: Canvas) -> str:
    rng, unit = canvas.rng, canvas.unit
    flakes = ""
    number = int(110 * canvas.width * canvas.height / unit**2)
    for _ in range(min(number, 320)):
        x, y = rng.random() * canvas.width, rng.random() * canvas.height
        r = unit * rng.choice((0.002, 0.003, 0.0045, 0.006))
        flakes += f"M{num(x - r)} {num(y)}a{num(r)} {num(r)} 0 1 0 {num(2 * r)} 0"
        flakes += f"a{num(r)} {num(r)} 0 1 0 {num(-2 * r)} 0z"
    return path(flakes, fill="#ffffff", fill_opacity=0.85)


def _fog(canvas: Canvas) -> str:
    drawn = []
    tone = canvas.light.sky[2]
    for index, (top, strength) in enumerate(((0.34, 0.5), (0.52, 0.42), (0.7, 0.34))):
        fill = canvas.defs.linear([(0, tone, 0), (0.5, tone, strength), (1, tone, 0)])
        lift = canvas.rng.uniform(-0.03, 0.03)
        y = canvas.height * (top + lift)
        drawn.append(rect(0, y, canvas.width, canvas.height * (0.22 + index * 0.02), fill=fill))
    drawn.append(rect(0, 0, canvas.width, canvas.height, fill=tone, fill_opacity=0.14))
    return group(*drawn)
