"""`python -m fieldsign` is `fieldsign`."""

from fieldsign.cli import main

main(prog_name="fieldsign")
