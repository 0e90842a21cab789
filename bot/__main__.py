"""`python -m bot`: the operator's commands."""

from bot.cli import app
from bot.terminal import in_words

if __name__ == "__main__":
    with in_words():
        app(prog_name="python -m bot")
