"""The doors of a center: the command line now; HTTP, MCP and the console join it. Doors parse, call, and render."""
