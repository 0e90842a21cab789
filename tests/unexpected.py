"""What a fake raises."""


class UnexpectedCallError(Exception):
    """A call that the test did not prepare."""


class Killed(BaseException):  # noqa: N818 # not an error of anybody: the process ends here, and nothing may catch it
    """The process is killed at this point: nothing after it happens."""
