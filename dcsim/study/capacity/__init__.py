"""When is a site sold out, when full and of what, what is stranded, and what does a late phase cost?"""

from dcsim.study.capacity.against import Against, against
from dcsim.study.capacity.answer import BY_MONTH, Capacity, Filling, TenantBands, Total, answer_of
from dcsim.study.capacity.question import REPLICATIONS, capacity

__all__ = [
    "BY_MONTH",
    "REPLICATIONS",
    "Against",
    "Capacity",
    "Filling",
    "TenantBands",
    "Total",
    "against",
    "answer_of",
    "capacity",
]
