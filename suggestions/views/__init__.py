"""The pages of suggestions and supervisions."""
