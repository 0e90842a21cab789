"""What a fake raises."""


class UnexpectedCallError(Exception):
    """A call that the test did not prepare."""


class Killed(BaseException):
    """The process is killed at this point: nothing after it happens."""
