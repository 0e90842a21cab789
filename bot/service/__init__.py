"""What Reelroom does, one class per verb: no SQL, no HTTP, no Discord."""
