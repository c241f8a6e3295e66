"""The text of a listing page: header, listings, their dates and authors."""
