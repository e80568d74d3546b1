"""Where stages are strung together: each job takes the stages it needs and holds no logic of its own."""
