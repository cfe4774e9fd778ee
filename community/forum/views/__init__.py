"""The forum over HTTP: fetch what the viewer may see, ask the policy, do the action, answer."""
