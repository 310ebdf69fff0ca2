"""Bounce Check: did you really send the message that bounced?"""
