"""The settings of a node, made fast and self-contained for tests."""

import os
import tempfile

HOME_OF_THIS_RUN = tempfile.TemporaryDirectory(prefix="sarhad-test-")  # removed when the run ends
os.environ["SARHAD_HOME"] = HOME_OF_THIS_RUN.name
os.environ["SARHAD_SECRET"] = "a secret for tests only"
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # Spark asks little here

from sarhad.settings import *  # noqa: E402, F403
from sarhad.settings import STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SCRYPT_N = 2**10  # the real one takes 0.1 s for each key
AUDIT_INLINE = True  # in the caller's transaction, so that a test's rollback takes it along
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SECOND_FACTOR_OPTIONAL = True  # tests of it switch it on
IDLE = 0
