"""An import-linter contract: code outside a package may import only its `__init__`."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class InterfaceContract(Contract):
    """Modules inside a package may be imported only by modules of that package.

    `layers` are packages whose subpackages, at any depth, are closed in this way. Modules directly in a layer are
    open, and so is everything below `ignored`. This acts as a `protected` contract for every subpackage, including
    those added later.
    """

    type_name = "interface"

    layers = fields.ListField(subfield=fields.StringField())
    ignored = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - the caller passes it
        """Collect every import that reaches past the `__init__` of a closed package."""
        packages = {module for layer in self.layers for module in self._closed(graph, layer)}
        packages -= {each for root in self.ignored for each in {root} | graph.find_descendants(root)}
        broken = sorted(
            (importer, imported)
            for package in packages
            for imported in graph.find_descendants(package)
            for importer in graph.find_modules_that_directly_import(imported)
            if importer != package and not importer.startswith(f"{package}.")
        )
        return ContractCheck(kept=not broken, metadata={"broken": list(dict.fromkeys(broken))})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that should go through the package's `__init__` instead."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}", bold=False)

    @staticmethod
    def _closed(graph: ImportGraph, layer: str) -> set[str]:
        """Return the packages below a layer: the modules that contain other modules."""
        return {module for module in graph.find_descendants(layer) if graph.find_children(module)}
