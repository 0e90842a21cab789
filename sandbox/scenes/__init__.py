"""The scenes of the tour, in their order; the first line of each is its title."""

from sandbox.scenes import approving, asking, ending, limiting, moderating, operating, recording, setting_up, waiting

SCENES = (
    asking.help_in_english,
    asking.first_video,
    asking.video_in_chinese,
    asking.from_a_picture,
    asking.from_a_message_in_chinese,
    ending.looking_back,
    ending.looking_back_in_chinese,
    asking.refusals,
    asking.forbidden_channel,
    ending.failure,
    ending.failure_in_chinese,
    waiting.the_queue,
    waiting.moderator,
    setting_up.first_look,
    setting_up.from_one_panel,
    setting_up.what_members_meet,
    setting_up.first_look_in_chinese,
    moderating.the_rule,
    moderating.a_role_limit,
    moderating.a_return,
    moderating.a_block,
    moderating.dividing_in_chinese,
    recording.the_record,
    recording.the_table,
    recording.the_picture,
    recording.the_picture_in_chinese,
    limiting.caps,
    limiting.a_price_that_is_asked_about,
    limiting.limiting_in_chinese,
    approving.a_price_that_waits,
    approving.from_the_log_channel,
    approving.approving_in_chinese,
    ending.used_up,
    operating.the_key,
    operating.the_whole_in_chinese,
    operating.running_low,
)

__all__ = ["SCENES"]
