"""Noise of real feeds: case, spaces, HTML, marketing words. It never breaks a stretch of text that states something."""

from random import Random

from itemcenter.demo.markup import Piece

HYPE = {
    "en": ["NEW!! ", "Super comfy ", "*** SALE *** ", "BESTSELLER - ", "Hot deal: ", "TOP!! ", "Must have! "],
    "de": ["NEU!! ", "ANGEBOT: ", "Jetzt im SALE - ", "Bestseller! ", "TOP-Preis "],
    "zh": ["新品 ", "【爆款】", "【包邮】", "热卖 "],
}
TAILS = {
    "en": [" !!!", " - free shipping", " (NEW)", " *", " | our shop"],
    "de": [" - versandfrei", " !!"],
    "zh": [" 正品", "！"],
}
NBSP = "\u00a0"


def noisy_title(pieces: list[Piece], language: str, rng: Random) -> list[Piece]:
    """Title with marketing words, odd case and odd spaces."""
    if rng.random() < 0.17:
        pieces = [Piece(rng.choice(HYPE[language])), *pieces]
    if rng.random() < 0.07:
        pieces = [*pieces, Piece(rng.choice(TAILS[language]))]
    if rng.random() < 0.05 and language != "zh":
        marked = rng.randrange(len(pieces))
        pieces[marked].text = f"<b>{pieces[marked].text}</b>" if not pieces[marked].claims else pieces[marked].text
    case = rng.random()
    for piece in pieces:
        if case < 0.06:
            piece.text = piece.text.upper()
        elif case < 0.11:
            piece.text = piece.text.lower()
        if not piece.claims:
            piece.text = _odd_spaces(piece.text, rng, 0.06)
    return pieces


def noisy_description(sentences: list[list[Piece]], language: str, rng: Random) -> list[Piece]:
    """Join sentences, now and then with HTML instead of spaces and with emphasis around a stated part."""
    html = rng.random() < 0.14
    glue = rng.choice(["<br>", "<br/>", " <br> "]) if html else ("" if language == "zh" else " ")
    joined: list[Piece] = []
    for sentence in sentences:
        if joined:
            joined.append(Piece(glue))
        for piece in sentence:
            if html and piece.claims and rng.random() < 0.35:
                joined += [Piece("<b>"), piece, Piece("</b>")]
            else:
                joined.append(piece)
    if html and rng.random() < 0.5:
        joined = [Piece("<p>"), *joined, Piece("</p>")]
    for piece in joined:
        if not piece.claims:
            piece.text = _typo(_odd_spaces(piece.text, rng, 0.03), rng)
    return joined


def _odd_spaces(text: str, rng: Random, share: float) -> str:
    if " " not in text or rng.random() > share:
        return text
    return text.replace(" ", rng.choice(["  ", NBSP, "   "]), 1)


def _typo(text: str, rng: Random) -> str:
    """Swap two inner letters of one long plain ASCII word, rarely."""
    words = text.split(" ")
    long_ones = [i for i, word in enumerate(words) if len(word) > 6 and word.isascii() and word.isalpha()]
    if not long_ones or rng.random() > 0.025:
        return text
    at = rng.choice(long_ones)
    word = words[at]
    middle = rng.randrange(2, len(word) - 3)
    words[at] = word[:middle] + word[middle + 1] + word[middle] + word[middle + 2 :]
    return " ".join(words)
