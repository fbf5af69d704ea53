"""Web Map Tile Service 1.0.0 (OGC 07-057r7), RESTful and by parameters: the maps of WMS in tiles, out of the same cache."""
