"""The records that the stages hand to each other; nothing here knows the pipeline."""
