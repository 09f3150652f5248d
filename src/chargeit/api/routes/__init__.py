"""One module a resource; each route translates, calls one read or one verb, and answers."""
