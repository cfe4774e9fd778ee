"""Accounts elsewhere: a member signs in with the account they have at the brand's shop, or at Google and its like.

allauth carries the protocol. Here is what we ask beyond it: a nonce and a checked signature, requests through the guarded
client only, and no account that becomes somebody's by an address that was never proven to us.
"""
