"""The central Clearing-House Mechanism portal of the Convention on Biological Diversity."""
