"""What administrators need to bring Bounce Check to people: the manifest and its checks."""

from bouncecheck.admin.manifest import manifest_template, render_manifest
from bouncecheck.admin.manifest_lint import lint_manifest
from bouncecheck.admin.manifest_tree import Problem

__all__ = ["Problem", "lint_manifest", "manifest_template", "render_manifest"]
