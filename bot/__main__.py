"""`python -m bot`: the operator's commands."""

from bot.cli import app

if __name__ == "__main__":
    app(prog_name="python -m bot")
