# /limits: what may be asked for, what is asked about first, and what waits for a moderator.
status-awaiting-approval = 🙋 Waiting for a moderator, who has to agree to this price. { $credits } are set aside meanwhile. Without an answer it is called off { $until }, and nothing is spent. Until then it can be cancelled.
job-state-awaiting-approval = 🙋 waits for a moderator
ending-not-approved = A moderator of this server did not agree to this video. A cheaper one may need nobody's word: see `/credits`.
ending-never-approved = No moderator of this server answered within a day. You can ask again, or ask for a cheaper one: see `/credits`.

scope-server = for everybody here
scope-role = for the role { $subject }
scope-channel = in { $subject }
refusal-videos-paused = A moderator has paused videos in this server. What is being made still arrives; for a new one ask again later, or ask a moderator (`/setup`).
refusal-channel-not-allowed = Videos are not asked for in this channel. Use { $channels }. A moderator can allow more channels with `/setup`.
refusal-word-blocked = The moderators of this server do not want “{ $word }” in prompts. Say it in another way and try again.
refusal-resolution-capped = { $resolution } is sharper than { $limit }, which is the most { $scope }. Choose { $limit } and try again. A moderator can change that with `/limits cap`.
refusal-duration-capped = { $seconds } seconds are longer than { $limit } seconds, which is the most { $scope }. Choose a shorter video and try again. A moderator can change that with `/limits cap`.
refusal-audio-capped = Sound is switched off { $scope }. Ask without it and try again. A moderator can change that with `/limits cap`.
refusal-images-capped = Videos do not start from pictures { $scope }. Ask without one and try again. A moderator can change that with `/limits cap`.
refusal-jobs-capped = You have as many videos under way as one member may have { $scope }: { $limit }. Wait until one is done, or cancel one. A moderator can change that with `/limits cap`.
refusal-words-unfit = Up to { $most } words or phrases can be blocked, each of { $longest } characters at most. Shorten the list and try again.
refusal-not-awaiting = This video does not wait for a moderator any more: somebody has decided, or it was called off.
refusal-confirmation-too-old = This price was shown too long ago. Ask for the video again.
