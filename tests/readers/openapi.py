"""Reads an OpenAPI document from standard input and holds it against the specification's own schema."""

import json
import sys

from openapi_spec_validator import OpenAPIV31SpecValidator

errors = list(OpenAPIV31SpecValidator(json.load(sys.stdin)).iter_errors())
for error in errors:
    print(error.json_path, error.message, file=sys.stderr)
sys.exit(1 if errors else 0)
