"""The simulated world: invented customers who call through a real gate, each call with its right verdict."""
