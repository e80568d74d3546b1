"""Networks and losses of the trained parts, in torch: what `training` fits and exports. Needs the extra `models`.

`SentenceTrunk` is the encoder that everything shares; `MultiPositiveInfoNCE` trains it for search; `SetDiscriminator`
answers all keys and candidates of an item from one pass over its text; `JointReader`, the reference, reads a key and
its candidates together with the item, which `PrefixEncoder` keeps. What serves reads ONNX and imports nothing here.
"""

from itemcenter.nn.evidence_input import EvidenceInput
from itemcenter.nn.info_nce import MultiPositiveInfoNCE
from itemcenter.nn.joint_reader import JointReader
from itemcenter.nn.prefix_encoder import Prefix, PrefixEncoder, block_causal
from itemcenter.nn.set_decoder import SetDecoder
from itemcenter.nn.set_discriminator import SetDiscriminator, SetSizes, SlotLogits
from itemcenter.nn.set_losses import adaptive_threshold_loss, binary_margin_loss
from itemcenter.nn.trunk import SentenceTrunk

__all__ = [
    "EvidenceInput",
    "JointReader",
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
    "block_causal",
]
