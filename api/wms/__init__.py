"""Web Map Service 1.1.1 (OGC 01-068r3) and 1.3.0 (OGC 06-042), drawn by MapServer.

A request is read, checked and made anew here: MapServer sees SQL, symbols and a size, never a parameter (docs/adr/0023).
"""
