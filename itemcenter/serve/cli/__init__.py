"""The command line `itemcenter`: one file a group of verbs, `render` for what people read, `--json` for programs."""
