"""Signing in with one's company: its identity provider says who somebody is, the portal what they may do.

`connections` is what an administrator sets up, `entering` and `leaving` what people do with it.
"""
