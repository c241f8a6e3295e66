"""Reading digests with all facts into packs, side by side, and keeping them."""
