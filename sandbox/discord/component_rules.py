"""What Discord refuses in a message's components (docs: components/reference; limits as of 2025)."""

from typing import Any

from sandbox.discord.components import ATTACHMENT, LINK_STYLE, PREMIUM_STYLE, SELECTS, Kind, media_of, walk
from sandbox.discord.errors import Form, Path

Json = dict[str, Any]

ROWS = 5
BUTTONS_IN_A_ROW = 5
CUSTOM_ID = 100
LABEL = 80
OPTIONS = 25
OPTION_TEXT = 100
PLACEHOLDER = 150
URL = 512
V2_COMPONENTS = 40
V2_TEXT = 4000
CHOSEN = 25
STYLES = range(1, 7)
DEFAULTS = {
    Kind.USER_SELECT: {"user"},
    Kind.ROLE_SELECT: {"role"},
    Kind.MENTIONABLE_SELECT: {"user", "role"},
    Kind.CHANNEL_SELECT: {"channel"},
}
"""What may be chosen beforehand in each menu that fills itself (docs: components/reference, default value)."""
V2_TOP = frozenset({Kind.ROW, Kind.SECTION, Kind.TEXT, Kind.GALLERY, Kind.FILE, Kind.SEPARATOR, Kind.CONTAINER})
IN_CONTAINER = V2_TOP - {Kind.CONTAINER}
IN_ROW = frozenset({Kind.BUTTON, *(Kind(k) for k in SELECTS)})
ACCESSORIES = frozenset({Kind.BUTTON, Kind.THUMBNAIL})


def check_span(form: Form, path: Path, select: Json) -> None:
    """Check how few and how many may be chosen: from 0 or 1 to 25."""
    for key, least in (("min_values", 0), ("max_values", 1)):
        if not least <= _span(select)[key] <= CHOSEN:
            form.add((*path, key), "NUMBER_TYPE_MAX", f"int value should be between {least} and {CHOSEN}.")
    span = _span(select)
    if not form.errors and span["min_values"] > span["max_values"]:
        form.add((*path, "min_values"), "BASE_TYPE_BAD_LENGTH", "min_values must not be greater than max_values")


def _span(select: Json) -> dict[str, int]:
    given = {key: select.get(key) for key in ("min_values", "max_values")}
    return {key: 1 if value is None else value for key, value in given.items()}


def check_defaults(form: Form, path: Path, select: Json) -> None:
    """Check what is chosen beforehand in a menu that fills itself: of its kind, and as many as may be chosen."""
    defaults = form.objects((*path, "default_values"), select.get("default_values"), CHOSEN)
    least, most = _span(select).values()
    if defaults and not least <= len(defaults) <= most:
        wording = f"Must be between {least} and {most} in length."
        form.add((*path, "default_values"), "BASE_TYPE_BAD_LENGTH", wording)
    for index, default in enumerate(defaults):
        here = (*path, "default_values", index)
        if default.get("type") not in DEFAULTS[Kind(select["type"])]:
            form.choice((*here, "type"), tuple(sorted(DEFAULTS[Kind(select["type"])])))
        if not str(default.get("id")).isdecimal():
            form.add((*here, "id"), "NUMBER_TYPE_COERCE", f'Value "{default.get("id")}" is not snowflake.')


class ComponentCheck:
    """One pass over the components of one message; what is wrong goes into `form`."""

    def __init__(self, form: Form, file_names: set[str], *, v2: bool) -> None:
        self._form = form
        self._files = file_names
        self._v2 = v2
        self._ids: set[str] = set()
        self._rules = {
            Kind.ROW: self._row,
            Kind.BUTTON: self._button,
            Kind.SECTION: self._section,
            Kind.TEXT: self._text,
            Kind.GALLERY: self._gallery,
            Kind.CONTAINER: self._container,
            **{Kind(kind): self._select for kind in SELECTS},
        }

    def check(self, components: object) -> None:
        form = self._form
        top = form.items(("components",), components, V2_COMPONENTS if self._v2 else ROWS)
        allowed = V2_TOP if self._v2 else frozenset({Kind.ROW})
        self._children(("components",), top, allowed)
        if form.errors or not self._v2:
            return
        everything = list(walk(top))
        if len(everything) > V2_COMPONENTS:
            form.add(("components",), "BASE_TYPE_MAX_LENGTH", f"Must be {V2_COMPONENTS} or fewer in length.")
        total = sum(len(c["content"]) for c in everything if c["type"] == Kind.TEXT)
        if total > V2_TEXT:
            wording = f"Total displayable text size cannot exceed {V2_TEXT} characters."
            form.add(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", wording)

    def _children(self, path: Path, children: list[Any], allowed: frozenset[Kind]) -> None:
        for index, child in enumerate(children):
            self._one((*path, index), child, allowed)

    def _one(self, path: Path, component: Any, allowed: frozenset[Kind]) -> None:
        if not isinstance(component, dict):
            self._form.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
            return
        if component.get("type") not in allowed:
            self._form.choice((*path, "type"), tuple(sorted(int(kind) for kind in allowed)))
            return
        kind = Kind(component["type"])
        if rule := self._rules.get(kind):
            rule(path, component)
        for media in media_of(component):
            url = media.get("url")
            if not self._form.text((*path, "media", "url"), url, 2048, least=1, needed=True):
                continue
            name = str(url).removeprefix(ATTACHMENT)
            if str(url).startswith(ATTACHMENT) and name not in self._files:
                wording = f"The referenced attachment {name} was not found."
                self._form.add((*path, "media", "url"), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", wording)

    def _row(self, path: Path, row: Json) -> None:
        children = self._form.objects((*path, "components"), row.get("components"), BUTTONS_IN_A_ROW, least=1)
        self._children((*path, "components"), children, IN_ROW)
        kinds = [child.get("type") for child in children if isinstance(child, dict)]
        if len(kinds) > 1 and any(kind in SELECTS for kind in kinds):
            wording = "The specified component exceeds the maximum width"
            self._form.add((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", wording)

    def _custom_id(self, path: Path, component: Json) -> None:
        custom_id = component.get("custom_id")
        if not self._form.text((*path, "custom_id"), custom_id, CUSTOM_ID, least=1, needed=True):
            return
        if custom_id in self._ids:
            wording = "Component custom id cannot be duplicated"
            self._form.add((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", wording)
        self._ids.add(str(custom_id))

    def _button(self, path: Path, button: Json) -> None:
        form, style = self._form, button.get("style")
        if style not in STYLES:
            form.choice((*path, "style"), tuple(STYLES))
            return
        form.text((*path, "label"), button.get("label"), LABEL)
        if style == LINK_STYLE:
            form.text((*path, "url"), button.get("url"), URL, least=1, needed=True)
            if button.get("custom_id") is not None:
                wording = "A custom id and url cannot both be specified"
                form.add((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", wording)
            return
        if style != PREMIUM_STYLE:
            self._custom_id(path, button)
            if not button.get("label") and not button.get("emoji"):
                form.add((*path, "label"), "BUTTON_COMPONENT_INVALID_LABEL", "A label or emoji is required")

    def _select(self, path: Path, select: Json) -> None:
        form = self._form
        self._custom_id(path, select)
        form.text((*path, "placeholder"), select.get("placeholder"), PLACEHOLDER)
        check_span(form, path, select)
        if select["type"] != Kind.STRING_SELECT:
            check_defaults(form, path, select)
            return
        options = form.objects((*path, "options"), select.get("options"), OPTIONS, least=1)
        values: set[str] = set()
        for index, option in enumerate(options):
            here = (*path, "options", index)
            form.text((*here, "label"), option.get("label"), OPTION_TEXT, least=1, needed=True)
            form.text((*here, "value"), option.get("value"), OPTION_TEXT, least=1, needed=True)
            form.text((*here, "description"), option.get("description"), OPTION_TEXT)
            if option.get("value") in values:
                wording = "The specified option value is already used"
                form.add((*here, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", wording)
            values.add(str(option.get("value")))

    def _section(self, path: Path, section: Json) -> None:
        texts = self._form.items((*path, "components"), section.get("components"), 3, least=1)
        self._children((*path, "components"), texts, frozenset({Kind.TEXT}))
        if "accessory" not in section:
            self._form.required((*path, "accessory"))
        else:
            self._one((*path, "accessory"), section["accessory"], ACCESSORIES)

    def _text(self, path: Path, display: Json) -> None:
        self._form.text((*path, "content"), display.get("content"), V2_TEXT, least=1, needed=True)

    def _gallery(self, path: Path, gallery: Json) -> None:
        for index, item in enumerate(self._form.objects((*path, "items"), gallery.get("items"), 10, least=1)):
            if not isinstance(item.get("media"), dict):
                self._form.required((*path, "items", index, "media"))

    def _container(self, path: Path, container: Json) -> None:
        children = self._form.items((*path, "components"), container.get("components"), V2_COMPONENTS, least=1)
        self._children((*path, "components"), children, IN_CONTAINER)
