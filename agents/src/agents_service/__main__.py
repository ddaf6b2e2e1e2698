"""Run the agents service as a process of its own."""

import os

from agents_service.app import manifest
from kernel.service import serve

if __name__ == "__main__":
    serve(manifest, os.environ)
