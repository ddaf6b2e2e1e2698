"""The language of prompts: Liquid, less what could run on or fetch. Knows no slice.

What a variable holds is only ever written out, never read as a template. A template that would do too much work is
refused by counting the work, not by a clock: the same template with the same values always does the same.
"""

from ai_service.templating.faults import TemplateFault
from ai_service.templating.language import Compiled, compiled, render

__all__ = ["Compiled", "TemplateFault", "compiled", "render"]
