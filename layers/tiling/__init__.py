"""Vector tiles (Mapbox Vector Tile 2.1) of a layer, written by the database in the tile matrix set WebMercatorQuad (OGC 17-083r4 D.1)."""
