"""Releases as RDF: SKOS concepts with labels, what SKOS has no word for in a vocabulary of our own, PROV for origin.

Written by hand in a stream (Turtle, JSON-LD), read with rdflib (extra `rdf`). What is read has the id of what was
written: nothing is lost.
"""
