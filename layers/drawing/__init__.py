"""Layers as a map shows them: geometries in pixels of one picture, with the class of symbol that each has and its name."""
