"""What a page costs: `manage.py bench` says it, beside a hello and a plain page measured in the same run."""
