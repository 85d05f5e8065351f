"""On SQLite, tables with a composite key become WITHOUT ROWID: the key is the table, stored once."""

from django.db import migrations

TABLES = ["scopeparty", "term", "edge", "judgement", "ref", "membership", "attachment"]


def cluster(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for table in (f"ledger_{name}" for name in TABLES):
            cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
            statements = [row[0] for row in cursor.fetchall()]
            cursor.execute(f"DROP TABLE {table}")
            for sql in statements:
                cursor.execute(f"{sql} WITHOUT ROWID" if sql.startswith("CREATE TABLE") else sql)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(cluster, migrations.RunPython.noop, elidable=False)]
