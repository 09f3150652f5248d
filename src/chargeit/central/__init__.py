"""What happens when: one file a use case, one function a verb."""
