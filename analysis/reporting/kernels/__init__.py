"""How the kernels of notebooks come to life: plain, or forked from a process that is ready.

A plain kernel is a new Python, which loads all libraries before the first cell can do
anything. A forked one is a copy of a server process that has loaded them already; from then
on it is the same ipykernel with the same arguments, folder and environment. The modules:
choice (which engine), preload (what the server loads), server (the process that forks),
client (starting it and asking it for kernels), engine (papermill's and Jupyter's side).
"""
