import itertools
from dataclasses import asdict, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import ChannelId, RoleId
from bot.domain.policy import (
    Cap,
    CapChange,
    Policy,
    PolicyChange,
    Scope,
    Setting,
    Whose,
    change_cap,
    change_policy,
    whose_cap,
)
from bot.domain.refusals import (
    AudioCapped,
    ChannelNotAllowed,
    DurationCapped,
    ImagesCapped,
    JobsCapped,
    Refusal,
    ResolutionCapped,
    VideosPaused,
    WordBlocked,
)
from bot.domain.requester import Requester
from bot.domain.video import DURATIONS, AspectRatio, Defaults, Resolution, VideoSpec
from tests.builders import CHANNEL, GUILD, a_requester, a_spec

SERVER = Whose(Scope.SERVER, GUILD)
HERE = Whose(Scope.CHANNEL, CHANNEL)
ARTISTS, GUESTS = RoleId(11), RoleId(12)
ARTIST, GUEST = (Whose(Scope.ROLE, role) for role in (ARTISTS, GUESTS))
THREAD = ChannelId(CHANNEL + 5)
IN_THREAD: dict[str, Any] = {"channel_id": THREAD, "parent_id": CHANNEL}
SD = Resolution.SD
RICHEST = a_spec("a cat", duration=12, generate_audio=True)
CAPS = st.builds(
    Cap,
    resolution=st.none() | st.just(SD),
    duration=st.none() | st.sampled_from(DURATIONS[:-1]),
    audio=st.booleans(),
    images=st.booleans(),
    jobs=st.none() | st.integers(1, 9),
)
CHANGES = st.builds(
    CapChange,
    resolution=st.none() | st.sampled_from(Resolution),
    duration=st.none() | st.sampled_from(DURATIONS),
    audio=st.none() | st.booleans(),
    images=st.none() | st.booleans(),
    jobs=st.none() | st.integers(0, 9),
    remove=st.booleans(),
)


def refused(policy: Policy, spec: VideoSpec = RICHEST, *, with_image: bool = True, **who: Any) -> Refusal | None:
    return policy.refuse(a_requester(**who), spec, with_image=with_image)


def capped(caps: dict[Whose, Cap], spec: VideoSpec = RICHEST, **who: Any) -> Refusal | None:
    return refused(Policy(caps=caps), spec, **who)


def test_a_server_that_settled_nothing_refuses_nothing_and_asks_nobody() -> None:
    policy = Policy()
    assert refused(policy) is None
    assert policy.refuse_more(a_requester(), [frozenset({CHANNEL})] * 99) is None
    assert not policy.asks_about(84)
    assert not policy.wants_approval(84, a_requester())


def test_what_is_refused_first_is_what_no_other_choice_would_help_with() -> None:
    policy = Policy(
        paused=True,
        channels=frozenset({ChannelId(2), ChannelId(1)}),
        blocked_words=("cat",),
        caps={SERVER: Cap(resolution=SD, duration=8, audio=False, images=False)},
    )
    said = []
    changes: list[dict[str, Any]] = [
        {"paused": False},
        {"channels": frozenset()},
        {"blocked_words": ()},
        {"caps": {SERVER: Cap(duration=8, audio=False, images=False)}},
        {"caps": {SERVER: Cap(audio=False, images=False)}},
        {"caps": {SERVER: Cap(images=False)}},
        {"caps": {}},
    ]
    for change in changes:
        said.append(refused(policy))
        policy = replace(policy, **change)
    assert said == [
        VideosPaused(),
        ChannelNotAllowed("1 2"),
        WordBlocked("cat"),
        ResolutionCapped("720p", "480p", "server", GUILD),
        DurationCapped(12, 8, "server", GUILD),
        AudioCapped("server", GUILD),
        ImagesCapped("server", GUILD),
    ]
    assert refused(policy) is None


def test_moderators_keep_to_what_they_settled_as_well() -> None:
    for policy in (Policy(paused=True), Policy(caps={SERVER: Cap(images=False)}), Policy(blocked_words=("cat",))):
        assert refused(policy, is_moderator=True) is not None


@pytest.mark.parametrize(
    ("where", "allowed"),
    [
        ({}, True),
        ({"channel_id": THREAD, "parent_id": CHANNEL}, True),
        ({"channel_id": THREAD}, False),
        ({"channel_id": THREAD, "parent_id": ChannelId(3)}, False),
    ],
)
def test_an_allowed_channel_allows_its_threads(where: dict[str, Any], *, allowed: bool) -> None:
    policy = Policy(channels=frozenset({CHANNEL, ChannelId(1)}))
    assert (refused(policy, **where) is None) is allowed


def test_a_thread_can_be_allowed_without_its_channel() -> None:
    policy = Policy(channels=frozenset({THREAD}))
    assert refused(policy, **IN_THREAD) is None
    assert refused(policy) == ChannelNotAllowed(str(THREAD))


@pytest.mark.parametrize(
    ("cap", "spec", "with_image"),
    [
        (Cap(resolution=SD), a_spec(resolution=SD, duration=12, generate_audio=True), True),
        (Cap(duration=8), a_spec(duration=8, generate_audio=True), True),
        (Cap(duration=4), a_spec(duration=4), True),
        (Cap(audio=False), a_spec(duration=12), True),
        (Cap(images=False), RICHEST, False),
        (Cap(jobs=1), RICHEST, True),
    ],
)
def test_a_cap_lets_through_what_just_keeps_to_it(cap: Cap, spec: VideoSpec, *, with_image: bool) -> None:
    assert refused(Policy(caps={SERVER: cap}), spec, with_image=with_image) is None


@pytest.mark.parametrize(
    ("whose", "who", "applies"),
    [
        (SERVER, {}, True),
        (Whose(Scope.SERVER, GUILD + 1), {}, False),
        (HERE, {}, True),
        (HERE, {"channel_id": ChannelId(2)}, False),
        (HERE, IN_THREAD, True),
        (Whose(Scope.CHANNEL, THREAD), {}, False),
        (ARTIST, {"role_ids": (GUESTS, ARTISTS)}, True),
        (ARTIST, {"role_ids": (GUESTS,)}, False),
        (Whose(Scope.ROLE, CHANNEL), {}, False),
        (Whose(Scope.CHANNEL, ARTISTS), {"role_ids": (ARTISTS,)}, False),
    ],
)
def test_a_cap_is_for_whom_it_was_settled(whose: Whose, who: dict[str, Any], *, applies: bool) -> None:
    named = AudioCapped(whose.scope.value, whose.subject)
    assert capped({whose: Cap(audio=False)}, **who) == (named if applies else None)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("strictest", [SERVER, HERE, ARTIST])
def test_of_several_caps_the_strictest_is_named(strictest: Whose, order: tuple[int, ...]) -> None:
    wheres = [SERVER, HERE, ARTIST]
    caps = {wheres[at]: Cap(duration=4 if wheres[at] == strictest else 8, jobs=3) for at in order}
    caps[strictest] = replace(caps[strictest], jobs=2)
    policy = Policy(caps=caps)
    who = a_requester(role_ids=(ARTISTS,))
    named = strictest.scope.value, strictest.subject
    assert policy.refuse(who, RICHEST, with_image=False) == DurationCapped(12, 4, *named)
    assert policy.refuse_more(who, [frozenset({CHANNEL})] * 2) == JobsCapped(2, *named)


def test_of_equal_caps_the_servers_is_named_then_the_channels_then_the_roles_in_their_order() -> None:
    cap = Cap(resolution=SD, duration=4, audio=False, images=False, jobs=1)
    who = {"role_ids": (GUESTS, ARTISTS), **IN_THREAD}
    under_way = [frozenset({CHANNEL, THREAD})]
    places = [ARTIST, GUEST, Whose(Scope.CHANNEL, THREAD), HERE, SERVER]
    for end in range(len(places), 0, -1):
        policy = Policy(caps=dict.fromkeys(places[:end], cap))
        last = max(places[:end], key=[ARTIST, GUEST, Whose(Scope.CHANNEL, THREAD), HERE, SERVER].index)
        named = last.scope.value, last.subject
        assert refused(policy, **who) == ResolutionCapped("720p", "480p", *named)
        assert policy.refuse_more(a_requester(**who), under_way) == JobsCapped(1, *named)
        small = a_spec(resolution=SD, duration=4)
        assert refused(policy, small, **who) == ImagesCapped(*named)
        assert refused(policy, replace(small, generate_audio=True), **who) == AudioCapped(*named)


def test_each_part_of_a_video_keeps_to_the_strictest_cap_of_its_own() -> None:
    caps = {SERVER: Cap(duration=8), ARTIST: Cap(resolution=SD), HERE: Cap(duration=4, audio=False)}
    who = {"role_ids": (ARTISTS,)}
    assert capped(caps, a_spec(resolution=SD, duration=8), **who) == DurationCapped(8, 4, "channel", CHANNEL)
    assert capped(caps, a_spec(duration=4), **who) == ResolutionCapped("720p", "480p", "role", ARTISTS)
    assert capped(caps, a_spec(resolution=SD, duration=4), **who) is None


@given(st.lists(CAPS, min_size=3, max_size=3), st.booleans(), st.booleans())
def test_a_video_passes_when_it_passes_every_cap_alone(caps: list[Cap], with_image: bool, audio: bool) -> None:
    who = a_requester(role_ids=(ARTISTS,))
    wheres = dict(zip((SERVER, HERE, ARTIST), caps, strict=True))
    for resolution, duration in itertools.product(Resolution, DURATIONS):
        spec = a_spec(resolution=resolution, duration=duration, generate_audio=audio)
        alone = [Policy(caps={whose: cap}).refuse(who, spec, with_image=with_image) for whose, cap in wheres.items()]
        together = Policy(caps=wheres).refuse(who, spec, with_image=with_image)
        assert (together is None) is (alone == [None, None, None])


ELSEWHERE = frozenset({ChannelId(2)})
THREADS = frozenset({CHANNEL, THREAD})


@pytest.mark.parametrize(
    ("whose", "under_way", "full"),
    [
        (SERVER, [], False),
        (SERVER, [ELSEWHERE], False),
        (SERVER, [ELSEWHERE, ELSEWHERE], True),
        (SERVER, [ELSEWHERE] * 3, True),
        (ARTIST, [ELSEWHERE, frozenset({CHANNEL})], True),
        (GUEST, [ELSEWHERE, ELSEWHERE], False),
        (HERE, [ELSEWHERE, frozenset({CHANNEL})], False),
        (HERE, [THREADS, frozenset({CHANNEL})], True),
        (HERE, [THREADS, THREADS], True),
        (Whose(Scope.CHANNEL, THREAD), [THREADS, THREADS], False),
    ],
)
def test_a_channels_cap_counts_what_was_asked_for_there_and_the_others_everything(
    whose: Whose, under_way: list[frozenset[ChannelId]], *, full: bool
) -> None:
    policy = Policy(caps={whose: Cap(jobs=2)})
    no = policy.refuse_more(a_requester(role_ids=(ARTISTS,)), under_way)
    assert no == (JobsCapped(2, whose.scope.value, whose.subject) if full else None)


@pytest.mark.parametrize("jobs_of_others", [None, 9])
def test_a_cap_that_says_nothing_of_jobs_counts_none(jobs_of_others: int | None) -> None:
    policy = Policy(caps={SERVER: Cap(audio=False, jobs=jobs_of_others)})
    assert policy.refuse_more(a_requester(), [ELSEWHERE] * 8) is None


@pytest.mark.parametrize(
    ("role", "channel", "whose"),
    [
        (None, None, SERVER),
        (GUILD, None, SERVER),
        (ARTISTS, None, ARTIST),
        (None, CHANNEL, HERE),
        (ARTISTS, CHANNEL, HERE),
        (GUILD, CHANNEL, HERE),
    ],
)
def test_everybodys_own_role_is_the_server(role: int | None, channel: int | None, whose: Whose) -> None:
    assert whose_cap(GUILD, role, channel) == whose


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (CapChange(), Cap(duration=8, audio=False, jobs=3)),
        (CapChange(resolution=SD), Cap(resolution=SD, duration=8, audio=False, jobs=3)),
        (CapChange(resolution=Resolution.HD), Cap(duration=8, audio=False, jobs=3)),
        (CapChange(duration=4), Cap(duration=4, audio=False, jobs=3)),
        (CapChange(duration=12), Cap(audio=False, jobs=3)),
        (CapChange(audio=True), Cap(duration=8, jobs=3)),
        (CapChange(images=False), Cap(duration=8, audio=False, images=False, jobs=3)),
        (CapChange(jobs=0), Cap(duration=8, audio=False)),
        (CapChange(jobs=1), Cap(duration=8, audio=False, jobs=1)),
        (CapChange(remove=True), Cap()),
        (CapChange(remove=True, images=False), Cap(images=False)),
        (CapChange(remove=True, duration=12, jobs=0), Cap()),
    ],
)
def test_a_change_settles_what_it_names_and_leaves_the_rest(change: CapChange, after: Cap) -> None:
    assert change_cap(Cap(duration=8, audio=False, jobs=3), change) == after


@given(CAPS)
def test_what_a_change_does_not_name_stays(before: Cap) -> None:
    assert change_cap(before, CapChange()) == before
    assert change_cap(before, CapChange(images=False)) == replace(before, images=False)


@given(CAPS, CHANGES)
def test_what_lets_everything_through_is_no_cap(before: Cap, change: CapChange) -> None:
    after = change_cap(before, change)
    assert (after.resolution, after.duration, after.jobs) != (Resolution.HD, 12, 0)
    assert after.resolution is not Resolution.HD
    assert after.duration != DURATIONS[-1]
    assert after.jobs != 0
    assert change_cap(after, change) == after
    wide = CapChange(resolution=Resolution.HD, duration=12, audio=True, images=True, jobs=0)
    assert change_cap(after, wide) == Cap()


@pytest.mark.parametrize(("price", "above"), [(27, False), (28, False), (29, True)])
def test_exactly_at_the_line_nobody_is_asked(price: int, *, above: bool) -> None:
    policy = Policy(confirm_above=28, approve_above=28)
    assert policy.asks_about(price) is above
    assert policy.wants_approval(price, a_requester()) is above


def test_a_line_of_nothing_asks_about_everything() -> None:
    policy = Policy(confirm_above=0, approve_above=0)
    assert policy.asks_about(8)
    assert policy.wants_approval(8, a_requester())


def test_a_moderator_agrees_by_asking_and_still_confirms() -> None:
    policy = Policy(confirm_above=0, approve_above=0)
    moderator: Requester = a_requester(is_moderator=True)
    assert not policy.wants_approval(84, moderator)
    assert policy.asks_about(84)


FULL = Policy(
    caps={SERVER: Cap(audio=False)},
    blocked_words=("cat",),
    confirm_above=1,
    approve_above=2,
    channels=frozenset({CHANNEL}),
    log_channel=CHANNEL,
    log_lost=True,
    language="de",
    defaults=Defaults(duration=4),
    paused=True,
)
NEW: dict[str, Any] = {
    "channels": frozenset({THREAD}),
    "log_channel": THREAD,
    "language": "zh-CN",
    "defaults": Defaults(aspect_ratio=AspectRatio.TALL),
    "paused": False,
    "confirm_above": 0,
    "approve_above": 0,
}


def asking(name: str) -> dict[str, Any]:
    """Ask for the new value of one part; of the defaults part by part."""
    value = NEW[name]
    return {name: asdict(value) if isinstance(value, Defaults) else value}


def different(before: Policy, after: Policy) -> set[str]:
    return {one.name for one in fields(Policy) if getattr(before, one.name) != getattr(after, one.name)}


@pytest.mark.parametrize("name", NEW)
def test_one_part_of_a_policy_is_settled_alone(name: str) -> None:
    before = replace(FULL, log_lost=False)
    after = change_policy(before, PolicyChange(**asking(name)))
    assert getattr(after, name) == NEW[name]
    assert different(before, after) == {name}


@pytest.mark.parametrize("setting", list(Setting))
def test_one_part_of_a_policy_goes_back_to_what_holds_for_everybody(setting: Setting) -> None:
    before, name = replace(FULL, log_lost=False), setting.value.replace("-", "_")
    after = change_policy(before, PolicyChange(reset=frozenset({setting})))
    assert getattr(after, name) == getattr(Policy(), name)
    assert different(before, after) == {name}
    assert getattr(change_policy(before, PolicyChange(reset=frozenset({setting}), **asking(name))), name) == NEW[name]


def test_a_change_of_nothing_changes_nothing() -> None:
    assert change_policy(FULL, PolicyChange()) == FULL


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (PolicyChange(paused=False), True),
        (PolicyChange(log_channel=CHANNEL), False),
        (PolicyChange(log_channel=THREAD), False),
        (PolicyChange(reset=frozenset({Setting.LOG_CHANNEL})), False),
        (PolicyChange(reset=frozenset({Setting.PAUSED})), True),
    ],
)
def test_a_log_channel_that_is_chosen_anew_is_trusted_again(change: PolicyChange, *, lost: bool) -> None:
    assert change_policy(FULL, change).log_lost is lost


def test_parts_of_the_defaults_leave_the_others_as_they_are_by_then() -> None:
    before = Policy(defaults=Defaults(duration=4, generate_audio=True))
    after = change_policy(before, PolicyChange(defaults={"duration": None, "fixed_lens": False}))
    assert after.defaults == Defaults(generate_audio=True, fixed_lens=False)
    assert change_policy(before, PolicyChange()) == before
