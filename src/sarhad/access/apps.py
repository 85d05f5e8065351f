from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "sarhad.access"
    label = "access"

    def ready(self) -> None:
        """A session begins with somebody at work, whichever way it was opened; a new password is told."""
        from allauth.account.signals import password_changed
        from django.contrib.auth.signals import user_logged_in

        from sarhad.access import factors, sessions

        user_logged_in.connect(sessions.begin, dispatch_uid="sarhad.access.sessions.begin")
        password_changed.connect(factors.note_password, dispatch_uid="sarhad.access.factors.note_password")
