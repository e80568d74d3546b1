"""The command line kept ready: a process with its modules loaded forks itself for each call: no call pays for imports.

A fork is a process of its own, with the caller's arguments, environment, folder and open files, ended as any Python
program is. What is about the start itself, or is killed, starts from nothing (`tests.acceptance.command.start`).
"""
