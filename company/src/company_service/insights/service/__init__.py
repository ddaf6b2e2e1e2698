"""The use cases of insights: counting runs that ended, and answering with figures."""
