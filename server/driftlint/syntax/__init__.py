"""What one text means as Python: tree-sitter reads, libcst rewrites."""
