"""Finds in a manifest what Outlook refuses or shows wrongly, and what schemas do not catch."""

from bouncecheck.admin.manifest_resources import Assets, resource_problems
from bouncecheck.admin.manifest_shape import shape_problems
from bouncecheck.admin.manifest_tree import NotAManifestError, Problem, read_tree


def lint_manifest(content: bytes, assets: Assets | None = None) -> tuple[Problem, ...]:
    """Return what is wrong with an add-in only manifest for mail, in the order of the file.

    Args:
        content: The file. It may be anything; what is no manifest is a problem, never an error.
        assets: Returns the file that an icon's path names; None leaves the icons unopened.
    """
    try:
        root = read_tree(content)
    except NotAManifestError as refused:
        return (refused.problem,)
    problems = list(shape_problems(root))
    if not any(problem.code == "wrong-root" for problem in problems):
        problems += resource_problems(root, assets)
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))
