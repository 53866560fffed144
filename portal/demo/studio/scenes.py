"""Every picture of the demo's catalogue, by the name of its file."""

from __future__ import annotations

from collections.abc import Callable

from portal.demo.studio import materials as m
from portal.demo.studio.render import Shot, Solid, turned_on_wheel
from portal.demo.studio.shapes import garden_and_gifts as g
from portal.demo.studio.shapes import homeware as h
from portal.demo.studio.shapes import placing as p
from portal.demo.studio.shapes import tableware as t

WARM, COOL, ROSE, STONE = "#e4ddd1", "#dde0dc", "#e6d8cd", "#dcd8d0"
INK, PAPER = "#3b3733", "#f1ead9"


def near(solids: list[Solid], paper: str = WARM, *, at: float = 0.44, view: float = 21.0) -> Shot:
    return Shot(solids, paper, (0.0, at + 0.9, 4.6), (0.0, at, 0.0), view)


def above(solids: list[Solid], paper: str = WARM, *, at: float = 0.2, view: float = 26.0) -> Shot:
    return Shot(solids, paper, (0.0, at + 1.9, 4.3), (0.0, at, 0.0), view)


def tall(solids: list[Solid], paper: str = COOL, *, at: float = 0.64, view: float = 23.0) -> Shot:
    return Shot(solids, paper, (0.0, at + 0.6, 4.9), (0.0, at, 0.0), view)


def label(ink: str = INK) -> tuple[str, str]:
    return PAPER, ink


SMALL_BOWLS = [
    *p.placed(t.bowl(m.SEA, m.CREAM, 0.74, 0.5), -0.02, -0.36),
    *p.placed(t.bowl(m.OCHRE, m.CREAM, 0.42, 0.33), 0.56, 0.66),
    *p.placed(t.bowl(m.TERRACOTTA, m.CREAM, 0.32, 0.26), -0.52, 0.74),
]
TINS = [
    *p.placed(t.tin(m.SAGE), -0.42, -0.2),
    *p.placed(t.tin("#d8c7a4", radius=0.3, tall=0.46), 0.36, 0.05),
    *p.placed(t.tin("#b5604a", radius=0.23, tall=0.3), 0.0, 0.62),
]
TRIO = [
    *p.placed(
        h.vase(
            m.glazed(m.TERRACOTTA),
            [(0, 0.03), (0.2, 0.03), (0.34, 0.32), (0.2, 0.72), (0.09, 0.95), (0.15, 1.1)],
            0.35,
        ),
        -0.66,
        0.1,
    ),
    *p.placed(
        h.vase(
            m.striped(m.CREAM, m.SLATE, low=0.28, high=0.66),
            [(0, 0.03), (0.17, 0.03), (0.24, 0.5), (0.23, 1.0), (0.13, 1.2), (0.17, 1.32)],
            0.45,
        ),
        0.02,
        -0.25,
    ),
    *p.placed(
        h.vase(
            m.glazed(m.NAVY),
            [(0, 0.03), (0.22, 0.03), (0.38, 0.3), (0.34, 0.5), (0.15, 0.66), (0.17, 0.74)],
            0.8,
        ),
        0.66,
        0.15,
    ),
]
SPOTS = m.spotted(m.RED, "#f6efe6")


def tea_box(p: str, ink: str) -> object:
    return m.labelled(p, PAPER, ink, low=0.4, high=0.86, wide=0.27, front=0.0)


SCENES: dict[str, Callable[[], Shot]] = {
    "mug-slate": lambda: near(t.mug(m.SLATE, specks=0.25)),
    "mug-oat": lambda: near(t.mug(m.OAT)),
    "mug-ochre": lambda: near(t.mug(m.OCHRE, specks=0.3)),
    "mug-pair": lambda: near(
        [
            *p.placed(t.mug(m.SLATE, specks=0.25), -0.44, -0.15, turn=150),
            *p.placed(t.mug(m.OAT), 0.36, 0.25),
        ],
        view=26,
    ),
    "espresso-oat": lambda: near(t.mug(m.OAT, wide=0.78, tall=0.62), at=0.28, view=18),
    "plate-slate": lambda: above(t.plates(m.SLATE), COOL, at=0.12),
    "plate-oat": lambda: above(t.plates(m.OAT), COOL, at=0.12),
    "side-plate": lambda: above(t.plates(m.SAGE, 6, 0.66), STONE, at=0.2),
    "bowl-oat": lambda: above(t.bowl(m.OAT, m.CREAM), at=0.22),
    "bowl-sea": lambda: above(t.bowl(m.SEA, m.CREAM), at=0.22),
    "bowls-nesting": lambda: above(SMALL_BOWLS, COOL, at=0.2, view=30),
    "pasta-bowl": lambda: above(t.bowl(m.OCHRE, m.OAT, 0.86, 0.3), STONE, at=0.16),
    "jug-enamel": lambda: near(t.jug(m.below(0.98, "#f2ead6", m.NAVY), gloss=0.9), COOL, at=0.5),
    "jug-stoneware": lambda: near(
        t.jug(m.glazed(m.CREAM, p.CLAY, specks=0.3), tall=1.1), at=0.54, view=22
    ),
    "teapot": lambda: near(t.teapot(m.SLATE), STONE, at=0.42, view=25),
    "tumbler-sea": lambda: near(
        [*p.placed(t.glass("#7fa39a"), -0.36, -0.15), *p.placed(t.glass("#8fb0a6"), 0.3, 0.2)],
        COOL,
        at=0.36,
    ),
    "tumbler-amber": lambda: near(
        [*p.placed(t.glass("#c99a5c"), -0.36, -0.15), *p.placed(t.glass("#d3a970"), 0.3, 0.2)],
        COOL,
        at=0.36,
    ),
    "carafe": lambda: near(t.carafe("#8fb0a6"), COOL, at=0.56, view=23),
    "egg-cups": lambda: above(g.egg_cups([m.CREAM, m.SEA, m.OCHRE]), at=0.28, view=23),
    "tray-oak": lambda: above(h.tray(m.OAK), at=0.12, view=29),
    "board-acacia": lambda: above(h.board(m.ACACIA), at=0.06, view=31),
    "board-round": lambda: above(h.board(m.OAK, is_round=True), STONE, at=0.06, view=28),
    "canister-cream": lambda: near(t.canister(m.CREAM), ROSE, at=0.5),
    "canister-sage": lambda: near(t.canister(m.SAGE), ROSE, at=0.5),
    "tins": lambda: above(TINS, ROSE, at=0.26),
    "kettle": lambda: near(g.kettle("#c4784c"), STONE, at=0.46, view=27),
    "salt-pig": lambda: near(
        h.vase(
            m.glazed(m.OAT, p.CLAY, to=0.14, specks=0.4),
            [(0, 0.04), (0.34, 0.04), (0.46, 0.2), (0.44, 0.42), (0.34, 0.58)],
            0.7,
        ),
        at=0.3,
        view=19,
    ),
    "utensil-pot": lambda: near(
        h.vase(
            m.glazed(m.SLATE, p.CLAY, to=0.24, specks=0.3),
            [(0, 0.04), (0.34, 0.04), (0.38, 0.1), (0.37, 0.6), (0.4, 0.86)],
        ),
        at=0.44,
    ),
    "towels": lambda: above(
        h.folded(
            [m.cloth("#e9e2d3", m.SEA), m.cloth(m.SEA, "#e9e2d3"), m.cloth("#e9e2d3", m.OCHRE)]
        ),
        at=0.22,
        view=26,
    ),
    "apron-navy": lambda: tall(h.apron(m.cloth(m.NAVY), "#c9b79c"), WARM),
    "apron-oat": lambda: tall(h.apron(m.cloth("#d9cdb6"), "#7d6a50"), COOL),
    "apron-brick": lambda: tall(h.apron(m.cloth("#a5503c"), "#3b3733"), STONE),
    "apron-pine": lambda: tall(h.apron(m.cloth(m.PINE), "#c9b79c"), WARM),
    "cushion-slate": lambda: near(h.cushion(m.cloth("#e9e2d3", "#31505a")), ROSE, at=0.62, view=26),
    "cushion-brick": lambda: near(h.cushion(m.cloth("#e9e2d3", "#a5503c")), ROSE, at=0.62, view=26),
    "cushion-check": lambda: near(h.cushion(m.checked("#efe7d8", m.PINE)), STONE, at=0.62, view=26),
    "throw": lambda: above(
        h.folded([m.cloth("#8f9a8a", "#d9d3c3", every=0.4), m.cloth("#8f9a8a")], thick=0.13),
        at=0.24,
        view=26,
    ),
    "napkins": lambda: above(
        h.folded(
            [m.cloth(c) for c in (m.TERRACOTTA, m.OCHRE, m.SAGE, m.SLATE)],
            thick=0.05,
            wide=0.5,
            deep=0.5,
        ),
        at=0.18,
        view=22,
    ),
    "doormat": lambda: above(
        h.folded([m.checked("#b99b6b", "#3b3733", 0.3)], thick=0.05, wide=0.98, deep=0.62),
        STONE,
        at=0.05,
        view=31,
    ),
    "candle-fig": lambda: near(h.candle("#4d3c4f", label()), at=0.42),
    "candle-sea": lambda: near(h.candle("#4f6f78", label()), COOL, at=0.42),
    "pillar-ivory": lambda: near(
        [
            *p.placed(h.pillar("#efe3c8", tall=1.0), -0.36, -0.15),
            *p.placed(h.pillar("#efe3c8", tall=0.66), 0.34, 0.15),
        ],
        ROSE,
        at=0.46,
        view=25,
    ),
    "tapers": lambda: tall(h.tapers(m.TERRACOTTA), ROSE, at=0.66),
    "candlestick": lambda: tall(h.candlestick("#c39d56", m.CREAM), STONE, at=0.7),
    "lantern": lambda: tall(h.lantern("#2f3234"), STONE, at=0.7, view=25),
    "tealight": lambda: near(
        [
            Solid(m_shape, "#8fb0a6", 0.95, clear=0.4)
            for m_shape in [
                turned_on_wheel([(0, 0.05), (0.26, 0.05), (0.34, 0.2), (0.28, 0.42)], 0.03)
            ]
        ],
        COOL,
        at=0.22,
        view=16,
    ),
    "diffuser": lambda: tall(h.diffuser("#a9764a"), at=0.66),
    "vase-terracotta": lambda: tall(
        h.vase(
            m.glazed(m.TERRACOTTA),
            [(0, 0.03), (0.2, 0.03), (0.38, 0.36), (0.22, 0.8), (0.1, 1.02), (0.17, 1.2)],
            0.3,
        ),
        ROSE,
        at=0.58,
    ),
    "vase-striped": lambda: tall(
        h.vase(
            m.striped(m.CREAM, m.SLATE, low=0.3, high=0.72),
            [(0, 0.03), (0.2, 0.03), (0.28, 0.5), (0.27, 1.0), (0.15, 1.24), (0.2, 1.36)],
            0.45,
        ),
        at=0.66,
    ),
    "vase-bud": lambda: near(
        h.vase(
            m.glazed(m.NAVY),
            [(0, 0.03), (0.22, 0.03), (0.38, 0.3), (0.34, 0.5), (0.11, 0.7), (0.14, 0.84)],
            0.8,
        ),
        ROSE,
        at=0.42,
    ),
    "basket": lambda: above(h.basket("#c2a06b"), at=0.34, view=25),
    "basket-log": lambda: above(
        h.basket("#9a7a4f", radius=0.68, tall=0.78), STONE, at=0.4, view=28
    ),
    "clock": lambda: tall(g.clock(m.CREAM, m.PINE), WARM, at=0.68, view=23),
    "frame": lambda: tall(
        g.frame(m.OAK, m.bands("#e7dfcf", m.SEA, every=0.36, share=0.5)), COOL, at=0.72, view=24
    ),
    "mirror": lambda: tall(g.mirror(m.WALNUT), STONE, at=0.68, view=23),
    "pot-terracotta": lambda: near(g.pot("#b9694a"), WARM, at=0.38, view=22),
    "pot-glazed": lambda: near(g.pot(m.glazed(m.SEA, specks=0.15)), COOL, at=0.38, view=22),
    "watering-can": lambda: near(g.watering_can("#6f8273"), WARM, at=0.42, view=30),
    "trug": lambda: near(h.trug("#b08d5c"), STONE, at=0.42, view=27),
    "marmalade": lambda: near(t.jar("#cf7a1c", "#c9b37a", label("#a4561a")), at=0.42),
    "honey": lambda: near(
        t.jar("#d9a02b", "#3b3733", label("#8a6414"), radius=0.34, tall=0.62),
        COOL,
        at=0.37,
        view=19,
    ),
    "chutney": lambda: near(t.jar("#5b2431", "#b9a06a", label("#5b2431")), ROSE, at=0.42),
    "tea": lambda: near(t.carton(tea_box(m.PINE, m.PINE)), at=0.56, view=24),
    "coffee": lambda: near(
        t.coffee_bag(
            m.labelled("#2f2a27", "#d8b98a", "#2f2a27", low=0.3, high=0.72, wide=0.26, front=0.05)
        ),
        STONE,
        at=0.56,
        view=24,
    ),
    "shortbread": lambda: near(
        t.carton(
            m.labelled(
                m.checked("#8d2f2c", m.NAVY, 0.16),
                PAPER,
                "#8d2f2c",
                low=0.16,
                high=0.5,
                wide=0.34,
                front=0.0,
            ),
            wide=0.6,
            tall=0.32,
            deep=0.2,
        ),
        at=0.32,
        view=24,
    ),
    "oil": lambda: tall(t.bottle("#b58f1e", "#2c2724", label("#7c6416")), at=0.64, view=21),
    "salt": lambda: near(
        t.tin(
            m.labelled("#e8edee", "#3f7377", "#e8edee", low=0.14, high=0.44, wide=0.22, front=0.1),
            radius=0.36,
            tall=0.56,
        ),
        COOL,
        at=0.32,
        view=18,
    ),
    "bauble-red": lambda: near(g.bauble("#a3262a"), COOL, at=0.54, view=21),
    "bauble-green": lambda: near(g.bauble("#23523f"), COOL, at=0.54, view=21),
    "bauble-gold": lambda: near(g.bauble("#c59a4a"), COOL, at=0.54, view=21),
    "star": lambda: near(g.star(m.wood(m.OAK)), WARM, at=0.66, view=24),
    "heart": lambda: tall(g.heart(SPOTS, "#e7dcc8"), COOL, at=0.66),
    "tree": lambda: near(
        [
            *p.placed(g.tree("#eef0ea"), -0.3, -0.2),
            *p.placed(g.tree("#50705e", tall=0.86), 0.42, 0.3),
        ],
        ROSE,
        at=0.56,
        view=25,
    ),
    "gift-box": lambda: near(g.gift("#2f5141", "#d9b56a"), ROSE, at=0.5, view=25),
    "notebook-navy": lambda: tall(g.notebook(m.NAVY, "#d9b56a"), WARM, at=0.74, view=23),
    "notebook-berry": lambda: tall(g.notebook(m.BERRY, "#e7dcc8"), COOL, at=0.74, view=23),
    "notebook-sage": lambda: tall(g.notebook(m.SAGE, "#3b3733"), WARM, at=0.74, view=23),
    "shopper": lambda: tall(g.shopper(SPOTS, "#efe7d8"), COOL, at=0.64, view=25),
    "soap": lambda: above(g.soap("#d8cfae", m.PINE), STONE, at=0.14, view=20),
    "cover-kitchen": lambda: Shot(
        [
            *p.placed(t.jug(m.glazed(m.CREAM, p.CLAY, specks=0.3)), -1.25, -0.25),
            *p.placed(t.mug(m.SLATE, specks=0.25), -0.42, 0.3),
            *p.placed(t.bowl(m.SEA, m.CREAM, 0.44, 0.31), 0.46, 0.7),
            *p.placed(t.mug(m.OCHRE), 1.0, -0.15),
            *p.placed(t.canister(m.CREAM, radius=0.36), 1.8, -0.4),
        ],
        "#ddd6ca",
        (0.3, 1.75, 6.4),
        (0.3, 0.5, 0.1),
        20.0,
        (1280, 800),
        (2.5, 1.6, 1.5),
    ),
    "cover-christmas": lambda: Shot(
        [
            *p.placed(g.gift("#7d2b34", "#d9b56a"), -1.0, 0.1),
            *p.placed(g.tree("#eef0ea", tall=1.3), 0.05, -0.4),
            *p.placed(g.tree("#50705e", tall=0.9), 0.62, 0.1),
            *p.placed(g.bauble("#c59a4a", radius=0.27), 0.12, 0.85),
            *p.placed(g.bauble("#a3262a", radius=0.34), 1.28, 0.4),
        ],
        "#e2d6cd",
        (0.1, 1.6, 6.4),
        (0.1, 0.55, 0.0),
        20.0,
        (1280, 800),
        (2.2, 1.7, 1.6),
    ),
    "cover-home": lambda: Shot(
        [
            *p.placed(TRIO, -0.75, 0.0),
            *p.placed(h.candle("#4d3c4f", label()), 0.75, 0.4),
            *p.placed(h.lantern("#2f3234", 0.95), 1.45, -0.3),
        ],
        "#e3d9ce",
        (0.2, 1.5, 6.6),
        (0.1, 0.62, 0.0),
        20.0,
        (1280, 800),
        (2.3, 1.7, 1.5),
    ),
    "cover-retrospot": lambda: Shot(
        [
            *p.placed(g.shopper(SPOTS, "#efe7d8"), -0.75, 0.0),
            *p.placed(g.heart(SPOTS, "#e7dcc8"), 0.62, 0.1),
            *p.placed(p.scaled(t.mug(m.CREAM), 0.8), 1.5, 0.5),
        ],
        "#dfe1de",
        (0.2, 1.5, 6.6),
        (0.2, 0.62, 0.0),
        21.0,
        (1280, 800),
        (2.3, 1.7, 1.5),
    ),
    "cover-garden": lambda: Shot(
        [
            *p.placed(g.watering_can("#6f8273"), -0.75, 0.0),
            *p.placed(g.pot("#b9694a"), 0.62, 0.3),
            *p.placed(g.pot(m.glazed(m.SEA), radius=0.4, tall=0.56), 1.5, -0.2),
            *p.placed(p.scaled(h.trug("#b08d5c"), 0.75), 0.5, -0.9),
        ],
        "#dcdcd0",
        (0.1, 1.7, 6.6),
        (0.1, 0.45, 0.0),
        20.0,
        (1280, 800),
        (2.4, 1.6, 1.9),
    ),
}
