"""Static files under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Hashed(CompressedManifestStaticFilesStorage):
    """What a script imports is named by its content too, so that no browser ever mixes two versions."""

    support_js_module_import_aggregation = True
