"""Sentences of buyers. None of those without a slot says anything about an attribute."""

SAYS = {
    "en": (
        "The {label} is {said}, just as promised.",
        "I checked the {label}: {said}.",
        "{said} as {label} was what I needed.",
        "Good to know: {label} is {said}.",
        "As for the {label}, mine says {said}.",
        "Bought it because of the {label} ({said}).",
    ),
    "de": ("{label}: {said}, wie beschrieben.", "Nachgeprüft, {label} ist {said}.", "Bei mir: {label} {said}."),
}
CONTRADICTS = {
    "en": (
        "The {label} is not as described: I got {said}.",
        "Careful, the {label} turned out to be {said}.",
        "Mine came with {said} as {label}, which is not what the page says.",
        "Wrong {label}: {said}.",
    ),
    "de": ("{label} stimmt nicht, geliefert wurde {said}.", "Achtung, {label} war {said}, anders als angegeben."),
}
NEUTRAL = {
    "en": ("I looked it up, {words}.", "For those who ask, {words}.", "On mine: {words}."),
    "de": ("Nachgesehen, {words}.", "Zur Info, {words}."),
}
MOODS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "good": (
            "Very happy with it.",
            "Would buy it again at once.",
            "Better than I had hoped.",
            "My third one, and still a fan.",
            "Arrived fast and well packed.",
            "Everybody who sees it asks where I got it.",
            "A great find for the money.",
            "Does what it should, day after day.",
        ),
        "mixed": (
            "It is all right.",
            "Not bad, not great.",
            "Fine for what it costs, but no more.",
            "I expected a little more.",
            "Took its time to arrive, otherwise fine.",
        ),
        "bad": (
            "I sent it back.",
            "Looks nice, is not.",
            "Broke after a few weeks.",
            "Not worth the money.",
            "The shop never answered my mail.",
            "Smaller box than expected, and damaged.",
        ),
    },
    "de": {
        "good": ("Sehr zufrieden.", "Würde ich wieder kaufen.", "Schnell geliefert, alles bestens."),
        "mixed": ("Ganz in Ordnung.", "Nichts Besonderes.", "Hatte mehr erwartet."),
        "bad": ("Ging zurück.", "Leider eine Enttäuschung.", "Nach kurzer Zeit kaputt."),
    },
}
CLOSING = {
    "en": ("Thanks for reading.", "Let us see how long it lasts.", "Price was fair.", "No more to say."),
    "de": ("Danke!", "Mal sehen, wie lange es hält.", "Preis war in Ordnung."),
}
#: How a buyer uses it, by shelf; some are scenarios of the workbook in other words, some are new.
SCENES = {
    "shoes": ("on long trail tours", "for my way to work in the rain", "at weddings", "on the beach"),
    "laptops": ("in lectures", "for cutting films", "in trains", "for games at night"),
    "coffee": ("on slow mornings", "for the whole office", "after dinner", "on my boat"),
    "lamps": ("next to my reading chair", "over the dining table", "in the garden", "while camping"),
    "paint": ("for a rented flat", "for the nursery", "on an old gate", "for a theatre set"),
    "dogfood": ("while we train", "for our rescue dog", "on camping tours", "for an old gentleman of a dog"),
    "toys": ("on long train rides", "in our kindergarten group", "on rainy Sundays", "as a birthday present"),
    "cookware": ("for Sunday roasts", "on a tiny stove", "in my food truck", "over the fire when camping"),
    "tools": ("to build a tree house", "in my first flat", "on site every day", "for furniture repairs"),
    "curtains": ("in a night-shift bedroom", "against a draughty window", "as a room divider", "in a caravan"),
    "skincare": ("after shaving", "in cold winters", "when travelling", "after sport"),
    "paperware": ("in lectures", "as a dream diary", "for my bullet journal", "in meetings"),
}
