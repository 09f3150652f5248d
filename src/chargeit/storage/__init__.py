"""SQL: engines, tables, the writer with group commit, repositories, series, reads, migrations."""
