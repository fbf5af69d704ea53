"""What may be wrong with a file that staff bring. Messages name the file, the place in it and the remedy, in the reader's language."""


class ImportRefused(Exception):
    """Nothing of the file was loaded, and the published data is as it was."""


class UnreadableFile(ImportRefused):
    """The file is not there, not what its name says, broken, or too much for the machine."""


class IncompleteShapefile(ImportRefused):
    """One of the files that make up a shapefile is missing."""


class UnknownReferenceSystem(ImportRefused):
    """It cannot be told where on earth the coordinates are."""


class UnusableColumns(ImportRefused):
    """A column that is needed is missing, or the key does not tell the rows apart."""


class NothingToLoad(ImportRefused):
    """The file could be read, but none of its rows can be put on the map."""


class UnknownTarget(ImportRefused):
    """There is no such layer or dataset to import into."""
