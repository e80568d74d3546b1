"""The side loop: models made from texts and from what was learned of catalogs. Needs the extra `models`.

Nothing of the base install imports this folder; its results reach the other stages as bundles (`itemcenter.artifacts`).
`distil_static` makes the default encoder, `train_encoder` one that reads instructions, `train_slots` a reader of
slots.
"""
