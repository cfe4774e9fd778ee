"""What whoever runs the site can see of it: lines of the log with a code for each request, and figures for Prometheus.

Written here instead of with prometheus_client: what several processes count must be added up and what a process that
ended has counted must stay, which with that library needs a directory emptied at each start and a hook in gunicorn's
configuration, and half of the figures (work that is owed, mails that wait) come from the database at the moment of asking.
"""
