"""CQL2 (OGC 21-065r2): a filter in words, read by the library ``cql2`` and written as SQL over a layer's published properties."""
