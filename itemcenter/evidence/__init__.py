"""The evidence model: what speaks for a value of an item's key, weighed by a small learner that runs on numpy alone.

The learner: `Bins` and `ObliviousTrees`; what its scores mean: `fit_calibration`, `reliability`; what is given out:
`KeyThresholds`.
"""

from itemcenter.evidence.binning import Bins
from itemcenter.evidence.boosting import BoostingParams, ObliviousTrees, ValidationSet
from itemcenter.evidence.calibration import Calibration, calibration_from_arrays, fit_calibration
from itemcenter.evidence.thresholds import KeyThresholds, ThresholdParams

__all__ = [
    "Bins",
    "BoostingParams",
    "Calibration",
    "KeyThresholds",
    "ObliviousTrees",
    "ThresholdParams",
    "ValidationSet",
    "calibration_from_arrays",
    "fit_calibration",
]
