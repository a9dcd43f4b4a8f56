"""`lagebild serve`: the analysts' page over a published store."""
