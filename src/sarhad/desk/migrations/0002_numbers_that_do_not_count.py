import sarhad.access.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("desk", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="id",
            field=models.BigIntegerField(default=sarhad.access.models.drawn, primary_key=True, serialize=False),
        ),
    ]
