"""Files as a browser sends them."""

from django.core.files.uploadedfile import SimpleUploadedFile


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")
