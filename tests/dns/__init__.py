"""A DNS server on loopback that tells the truth, or lies as it is told."""
