from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Static files under names that hold their hash, compressed; the imports between our ES modules follow the new names."""

    support_js_module_import_aggregation = True
