"""Remember which picture a form is about, from the moment it is shown until it is sent off."""

from bot.domain.draft import Draft
from bot.domain.picture import Upload
from bot.domain.refusals import FormTooOld
from bot.domain.requester import Requester
from bot.ports import Clock, Store


class Drafts:
    """The pictures of open forms; in the store, so that a form outlives the process that showed it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, draft_id: int, requester: Requester, upload: Upload) -> None:
        """Keep a picture under the id of the interaction that led to the form."""
        await self._store.keep_draft(draft_id, requester, Draft(upload=upload), self._clock.now())

    async def find(self, draft_id: int, requester: Requester) -> Upload | FormTooOld:
        """Find the picture of a form again, for the member who was shown it."""
        draft = await self._store.draft(draft_id, requester, self._clock.now())
        return FormTooOld() if draft is None or draft.upload is None else draft.upload
