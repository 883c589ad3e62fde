"""llama.cpp's own HTTP server, from the wheel xllamacpp, on a free port of the loopback.

    serve.py MODEL.gguf CONTEXT_TOKENS

Prints `listening http://...` once it answers, and ends on SIGTERM or when its standard input closes: a test run that
dies leaves no server behind.
"""

import os
import signal
import sys

import xllamacpp

SLOTS = 2

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.n_ctx = int(sys.argv[2]) * SLOTS
parameters.n_parallel = SLOTS
parameters.cpuparams.n_threads = 1
parameters.n_threads_http = 4
parameters.warmup = False
parameters.endpoint_slots = True
parameters.model_alias = {"tiny"}

server = xllamacpp.Server(parameters)
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
print("listening", server.listening_address, flush=True)
sys.stdin.read()
os._exit(0)
