"""The gallery: processes that are ready to use, each a file of data; `catalogue` lists them."""
