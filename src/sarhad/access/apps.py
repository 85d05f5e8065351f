from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "sarhad.access"
    label = "access"

    def ready(self) -> None:
        """A session begins with somebody at work, whichever way it was opened."""
        from django.contrib.auth.signals import user_logged_in

        from sarhad.access.sessions import begin

        user_logged_in.connect(begin, dispatch_uid="sarhad.access.sessions.begin")
