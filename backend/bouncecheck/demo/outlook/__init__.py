"""A page that hosts the task pane as Outlook on the web does, with the real Office.js."""

from bouncecheck.demo.outlook.app import OutlookPageSettings, create_outlook_app
from bouncecheck.demo.outlook.local_office_js import LocalOfficeJs

__all__ = ["LocalOfficeJs", "OutlookPageSettings", "create_outlook_app"]
