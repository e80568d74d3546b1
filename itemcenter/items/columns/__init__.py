"""What the columns of any table mean, proposed with a score and reasons: `propose_columns`.

A column is judged by its name (lexicon, names), by what its cells look like (profile) and by how they agree with other
columns (relations). evidence weighs all this; proposal gives out the roles.
"""

from itemcenter.items.columns.headless import headless, numbered
from itemcenter.items.columns.lexicon import EXTRA_MEANINGS
from itemcenter.items.columns.proposal import CLOSE, ColumnProposal, propose_columns, role_of

__all__ = ["CLOSE", "EXTRA_MEANINGS", "ColumnProposal", "headless", "numbered", "propose_columns", "role_of"]
