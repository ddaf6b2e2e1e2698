"""The front door: brings what the product needs, then runs, checks or packs it. Standard library only."""
