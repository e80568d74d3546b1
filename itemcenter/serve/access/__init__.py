"""Who may do what at the doors that programs use: keys and roles, rates, kept answers, signed cursors, the audit log.

Everything lies in the folder `service/` of the center, readable by its owner alone. Nothing here knows a web framework.
"""

from itemcenter.serve.access.audit import AuditLog
from itemcenter.serve.access.cursors import Cursors
from itemcenter.serve.access.kept_answers import KeptAnswer, KeptAnswers
from itemcenter.serve.access.keys import ROLES, AccessKey, AccessKeys, Role
from itemcenter.serve.access.rates import Rates

__all__ = [
    "ROLES",
    "AccessKey",
    "AccessKeys",
    "AuditLog",
    "Cursors",
    "KeptAnswer",
    "KeptAnswers",
    "Rates",
    "Role",
]
