clip-link-over = This link has ended: clips are kept for a few days only, and this one is gone or was deleted. If the video was yours, use /jobs on Discord to see what is left of it.
clip-link-wrong = There is nothing here. If you followed a link to a clip, copy all of it from the message on Discord.
