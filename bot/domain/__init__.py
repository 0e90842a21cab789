"""What Reelroom knows by itself: values and rules. No I/O, no clock, no await; every instant is handed in."""
