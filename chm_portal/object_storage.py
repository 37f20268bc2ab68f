"""Where attachments are kept: in a folder, or, with the packages of requirements-s3.txt, in a bucket (S3)."""

from django.core.exceptions import ImproperlyConfigured

from chm_portal import env

SECONDS = 10  # that a request may wait for the storage to say something


def media_storage() -> dict:
    """Return the default of Django's STORAGES from PORTAL_MEDIA_STORAGE and PORTAL_S3_*.

    Raises ImproperlyConfigured, naming the variable, where the bucket or the packages are missing.
    """
    if env.choice("PORTAL_MEDIA_STORAGE", ("folder", "s3")) == "folder":
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    try:
        import storages.backends.s3  # noqa: F401, PLC0415 - an option: not there by default
        from botocore.config import Config  # noqa: PLC0415
    except ImportError as error:
        raise ImproperlyConfigured(
            "PORTAL_MEDIA_STORAGE='s3': its packages are missing; "
            ".venv/bin/python -m pip install -r requirements-s3.txt fetches them."
        ) from error
    bucket = env.text("PORTAL_S3_BUCKET")
    if not bucket:
        raise ImproperlyConfigured("PORTAL_S3_BUCKET: name the bucket, for PORTAL_MEDIA_STORAGE is s3.")
    endpoint = env.text("PORTAL_S3_ENDPOINT") or None
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint,
        "region_name": env.text("PORTAL_S3_REGION") or None,
        "access_key": env.text("PORTAL_S3_KEY") or None,  # else as boto3 finds them: the role of the machine
        "secret_key": env.text("PORTAL_S3_SECRET") or None,
        "default_acl": None,  # as private as the bucket
        "file_overwrite": False,  # a file is never changed once it is stored
        "client_config": Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if endpoint else "auto"},
            connect_timeout=SECONDS,
            read_timeout=SECONDS,
            retries={"max_attempts": 1},
            # Sums behind the content are news to most stores that are not Amazon's.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
