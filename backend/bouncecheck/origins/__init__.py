"""Tells where a returned message entered the mail system, from the stamps that servers left.

`received` reads the chain, `marks` what Microsoft 365 wrote, `spf` judges addresses by our own
domains' records, `resolver` asks DNS for those domains alone, `chain` weighs them together; `dkim`
checks the signatures of our own domains.
"""

from bouncecheck.origins.chain import ChainOrigins
from bouncecheck.origins.dkim import DkimSignatures
from bouncecheck.origins.resolver import Resolver

__all__ = ["ChainOrigins", "DkimSignatures", "Resolver"]
