"""Networks and losses of the trained parts, in torch: what `training` fits and exports. Needs the extra `models`.

`SentenceTrunk` is the encoder that everything shares; `MultiPositiveInfoNCE` trains it for search; `SetDiscriminator`
answers all keys and candidates of an item from one pass over its text; `PrefixEncoder` reads a text behind a cached
one. Nothing that serves imports this folder: what serves reads ONNX files.
"""

from itemcenter.nn.info_nce import MultiPositiveInfoNCE
from itemcenter.nn.prefix_encoder import Prefix, PrefixEncoder
from itemcenter.nn.set_decoder import SetDecoder
from itemcenter.nn.set_discriminator import SetDiscriminator, SetSizes, SlotLogits
from itemcenter.nn.set_losses import adaptive_threshold_loss, binary_margin_loss
from itemcenter.nn.trunk import SentenceTrunk

__all__ = [
    "MultiPositiveInfoNCE",
    "Prefix",
    "PrefixEncoder",
    "SentenceTrunk",
    "SetDecoder",
    "SetDiscriminator",
    "SetSizes",
    "SlotLogits",
    "adaptive_threshold_loss",
    "binary_margin_loss",
]
