"""What can go wrong for a whole run. Bad articles are no errors: they become lines of rejected.jsonl.

SummarizeError            one line: what, why, what to do
├── UsageError            exit status 2: a path or option that cannot be used
│   ├── ModelError        the embedding model is missing, damaged or not the one it should be
│   └── ArchiveError      the archive is locked, damaged, of a newer version, or no archive
├── EmptyBatchError       exit status 1: nothing usable in the batch
└── VerificationError     exit status 1: a finished run does not hold
"""


class SummarizeError(Exception):
    """Base of all errors that are told to the user in one line."""

    exit_status = 1


class UsageError(SummarizeError):
    exit_status = 2


class ModelError(UsageError):
    pass


class ArchiveError(UsageError):
    pass


class EmptyBatchError(SummarizeError):
    pass


class VerificationError(SummarizeError):
    pass
