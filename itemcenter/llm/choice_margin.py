"""How far an answer's number stands above the others, from the endpoint's token chances.

An endpoint tells the chances of tokens before its grammar takes the forbidden ones away, so they are shared anew among
the numbers of the question:  margin = log p(chosen) - log (sum of p(the other numbers)).
"""

from __future__ import annotations

import math

from itemcenter.ports import ChatAnswer

#: Beyond it a chance says nothing more: the endpoint's own rounding begins.
MOST = 12.0


def choice_margin(answer: ChatAnswer, number: int, candidates: int) -> float | None:
    """The margin in [-12, 12] of the first token that is the number behind "choice"; None where chances are not told.

    Numbers of two digits are judged only where the endpoint has them as one token.
    """
    behind = ""
    for entry in answer.tokens:
        word = entry.token.strip()
        if word == str(number) and '"choice"' in behind:
            told = {name.strip(): chance for name, chance in entry.alternatives}
            told[word] = entry.logprob
            others = [told[str(n)] for n in range(candidates + 1) if n != number and str(n) in told]
            if not entry.alternatives:
                return None
            against = math.fsum(math.exp(min(chance, 0.0)) for chance in others)
            least = math.log(against) if against > 0.0 else -MOST
            margin = entry.logprob - least
            return max(-MOST, min(MOST, margin)) if math.isfinite(margin) else None
        behind = (behind + entry.token)[-64:]
    return None
