"""Run the notifications service as a process of its own."""

import os

from kernel.service import serve
from notifications_service.app import manifest

if __name__ == "__main__":
    serve(manifest, os.environ)
