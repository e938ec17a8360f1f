"""What is wrong with a class of the law (a fund, its facts, its moves) is said with file, line and reason."""

import ast
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


class ShapeError(TypeError):
    """A class is refused; the message names file, line and reason."""

    def __init__(self, of: type | Callable[..., Any], reason: str, attribute: str = ""):
        self.file, self.line = place_of(of, attribute)
        self.reason = reason
        super().__init__(f"{self.file}, line {self.line}: {reason}")


def place_of(of: type | Callable[..., Any], attribute: str = "") -> tuple[str, int]:
    """File and line of a class, of an attribute that its body sets, or of a function.

    Of a class that no file holds as a class (one that a function makes) the file and its first line.
    """
    if not isinstance(of, type):
        code = inspect.unwrap(of).__code__
        return _short(code.co_filename), code.co_firstlineno
    file = getattr(sys.modules.get(of.__module__), "__file__", None)
    if file is None:
        return of.__module__, 1
    body = next(
        (
            node
            for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8")))
            if isinstance(node, ast.ClassDef) and node.name == of.__name__
        ),
        None,
    )
    if body is None:
        return _short(file), 1
    return _short(file), next((node.lineno for node in body.body if attribute in _set_by(node)), body.lineno)


def _set_by(node: ast.stmt) -> list[str]:
    """The names that a statement sets."""
    match node:
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _short(file: str) -> str:
    """A file with its folder, as bad data files are named."""
    path = Path(file)
    return f"{path.parent.name}/{path.name}"
