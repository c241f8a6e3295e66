"""Which listings are one paper, and what it takes from each of them."""
