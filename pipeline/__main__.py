"""`python -m pipeline`: the command line where no starter is installed."""

from pipeline.cli import main

if __name__ == "__main__":  # worker processes import this module anew
    main(prog_name="candidatures")
