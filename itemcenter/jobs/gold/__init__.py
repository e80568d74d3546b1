"""Gold sets of a center: drawing, suggestions, files for people and back, scores. What counts is in `evaluate.gold`."""
