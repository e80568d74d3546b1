"""Benchmarks: each `python -m benchmarks.<name>` takes paths, prints one closing JSON line, writes a result file."""
