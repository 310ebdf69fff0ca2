"""What Graph does for each mail request: one function a route."""

import re

from flask import Response

from bouncecheck.demo.graph_emulator import answers, listing
from bouncecheck.demo.graph_emulator.graph_calls import GraphCall, json_answer
from bouncecheck.demo.graph_emulator.graph_errors import (
    GraphError,
    access_denied,
    bad_request,
    not_found,
)
from bouncecheck.demo.graph_emulator.mail_text import Attached
from bouncecheck.demo.graph_emulator.mailbox import ROOT, MailItem

CHANGEABLE = frozenset({"categories", "isRead", "flag", "importance", "inferenceClassification"})
MAX_TRANSLATED = 1000
RULES = "messageRules"
"""The name under which `Faults.failing_folders` lets the rules fail."""

_SERVER_ERROR = 500


def list_messages(call: GraphCall) -> Response:
    """List the whole mailbox, Deleted Items included, Recoverable Items not."""
    _refuse_failing(call, "")
    return json_answer(listing.list_items(call, None, _context(call, "messages")))


def list_folder_messages(call: GraphCall, folder_id: str) -> Response:
    """List one folder."""
    place = call.mailbox.folder(folder_id)
    _refuse_failing(call, place.well_known or place.id, place.id)
    context = _context(call, f"mailFolders('{folder_id}')/messages")
    return json_answer(listing.list_items(call, place.id, context))


def get_message(call: GraphCall, message_id: str, folder_id: str | None = None) -> Response:
    """Return one message."""
    item = _item(call, message_id, folder_id)
    shown = listing.show(call, item, listing.read_form(call))
    body = {"@odata.context": _metadata(call, _context(call, "messages/$entity")), **shown}
    return _read(call, item, json_answer(body))


def get_mime(call: GraphCall, message_id: str, folder_id: str | None = None) -> Response:
    """Return the MIME content of one message."""
    item = _item(call, message_id, folder_id)
    return _read(call, item, Response(item.mime, content_type="text/plain"))


def change_message(call: GraphCall, message_id: str, folder_id: str | None = None) -> Response:
    """Change what may be changed on mail that is no draft."""
    item = _item(call, message_id, folder_id)
    wanted = _json_body(call)
    if set(wanted) - CHANGEABLE:
        raise GraphError(400, "ErrorInvalidPropertySet", "Message is not draft.")
    tag = call.request.headers.get("If-Match")
    if tag not in {None, "*", f'W/"{item.change_key}"'}:
        raise GraphError(400, "ErrorInvalidChangeKey", "The change key is invalid.")
    categories = wanted.get("categories")
    if isinstance(categories, list):
        item.categories = tuple(str(name) for name in categories)
    if isinstance(wanted.get("isRead"), bool):
        item.is_read = bool(wanted["isRead"])
    item.touch(call.world.now())
    return _whole(call, item, 200)


def move_message(call: GraphCall, message_id: str, folder_id: str | None = None) -> Response:
    """Move one message; without immutable ids it has another id from then on."""
    item = _item(call, message_id, folder_id)
    target = _json_body(call).get("destinationId")
    if not isinstance(target, str) or not target:
        raise bad_request("The destinationId is missing.")
    call.mailbox.move(item, target, call.world.now())
    return _whole(call, item, 201)


def delete_message(call: GraphCall, message_id: str, folder_id: str | None = None) -> Response:
    """Delete as Graph does, out of the user's sight; the product must never ask for it."""
    item = _item(call, message_id, folder_id)
    call.mailbox.move(item, "recoverableitemsdeletions", call.world.now())
    call.world.forbidden_calls.append("DELETE")
    return Response(status=204)


def purge_message(call: GraphCall, message_id: str, folder_id: str | None = None) -> Response:
    """Delete for good; the product must never ask for it."""
    item = _item(call, message_id, folder_id)
    call.mailbox.move(item, "recoverableitemspurges", call.world.now())
    call.world.forbidden_calls.append("permanentDelete")
    return Response(status=204)


def list_attachments(call: GraphCall, message_id: str) -> Response:
    """List the attachments of one message, files with their bytes."""
    item = _item(call, message_id, None)
    shown = [
        answers.attachment(item, number, with_content=True, with_item=False)
        for number in range(len(item.text.attachments))
    ]
    context = _context(call, f"messages('{message_id}')/attachments")
    return json_answer({"@odata.context": _metadata(call, context), "value": shown})


def get_attachment(call: GraphCall, message_id: str, attachment_id: str) -> Response:
    """Return one attachment; an attached message only where it is expanded."""
    item, number, _ = _attachment(call, message_id, attachment_id)
    with_item = "itemattachment/item" in call.query.get("$expand", "").lower()
    shown = answers.attachment(item, number, with_content=True, with_item=with_item)
    context = _context(call, f"messages('{message_id}')/attachments/$entity")
    return json_answer({"@odata.context": _metadata(call, context), **shown})


def get_attachment_bytes(call: GraphCall, message_id: str, attachment_id: str) -> Response:
    """Return the bytes of one attachment: a file, or the MIME of an attached message."""
    _, _, part = _attachment(call, message_id, attachment_id)
    kind = "text/plain" if part.is_message else "application/octet-stream"
    return Response(part.content, content_type=kind)


def list_folders(call: GraphCall, folder_id: str = ROOT) -> Response:
    """List the folders below one, or at the top."""
    parent = call.mailbox.folder(folder_id)
    shown = [answers.folder(place, call.mailbox) for place in call.mailbox.children(parent.id)]
    return json_answer(listing.page_of(call, shown, _context(call, "mailFolders")))


def get_folder(call: GraphCall, folder_id: str) -> Response:
    """Return one folder by id or well-known name."""
    place = call.mailbox.folder(folder_id)
    _refuse_failing(call, place.well_known or place.id, place.id)
    shown = answers.folder(place, call.mailbox)
    context = _metadata(call, _context(call, "mailFolders/$entity"))
    return json_answer({"@odata.context": context, **shown})


def list_rules(call: GraphCall, folder_id: str) -> Response:
    """List the rules of the inbox; no other folder has any."""
    if call.mailbox.folder(folder_id).well_known != "inbox":
        raise bad_request("Rules exist for the inbox only.")
    _refuse_failing(call, RULES)
    context = _metadata(call, _context(call, f"mailFolders('{folder_id}')/messageRules"))
    return json_answer({"@odata.context": context, "value": call.mailbox.rules})


def translate_ids(call: GraphCall) -> Response:
    """Translate between default and immutable ids."""
    wanted = _json_body(call)
    ids, target = wanted.get("inputIds"), wanted.get("targetIdType")
    if not isinstance(ids, list) or len(ids) > MAX_TRANSLATED:
        raise bad_request("The inputIds are missing or too many.")
    if target not in {"restId", "restImmutableEntryId"}:
        raise bad_request("The targetIdType is not supported.")
    shown = []
    for source in ids:
        item = call.mailbox.item(str(source))
        found = item.immutable_id if target == "restImmutableEntryId" else item.id
        shown.append({"sourceId": source, "targetId": found})
    context = _metadata(call, "Collection(microsoft.graph.convertIdResult)")
    return json_answer({"@odata.context": context, "value": shown})


def _item(call: GraphCall, message_id: str, folder_id: str | None) -> MailItem:
    item = call.mailbox.item(message_id)
    if folder_id is not None and call.mailbox.folder(folder_id).id != item.folder_id:
        raise not_found()
    return item


def _attachment(call: GraphCall, message_id: str, wanted: str) -> tuple[MailItem, int, Attached]:
    item = _item(call, message_id, None)
    for number, part in enumerate(item.text.attachments):
        if answers.attachment_id(item, number) == wanted:
            return item, number, part
    raise not_found()


def _read(call: GraphCall, item: MailItem, answer: Response) -> Response:
    if call.world.faults.is_on(lambda switches: switches.vanish_after_read, call.owner.id):
        call.mailbox.forget(item)
    return answer


def _whole(call: GraphCall, item: MailItem, status: int) -> Response:
    shown = listing.show(call, item, listing.Form(select=(), properties=()))
    body = {
        "@odata.context": _metadata(call, _context(call, "messages/$entity")),
        "@odata.type": "#microsoft.graph.message",
        **shown,
    }
    return json_answer(body, status)


def _refuse_failing(call: GraphCall, *names: str) -> None:
    status = call.world.faults.folder_status(call.owner.id, *names)
    if status is None:
        return
    if status == not_found().status:
        raise not_found()
    if status == access_denied().status:
        raise access_denied()
    code = "InternalServerError" if status == _SERVER_ERROR else "generalException"
    raise GraphError(status, code, "The server could not read this folder.")


def _json_body(call: GraphCall) -> dict[str, object]:
    body = call.request.get_json(silent=True)
    if not isinstance(body, dict):
        raise bad_request("Unable to read JSON request payload.")
    return body


def _context(call: GraphCall, rest: str) -> str:
    chosen = ",".join(call.names("$select"))
    path = re.sub(r"/messages$", f"/messages({chosen})", f"/{rest}") if chosen else f"/{rest}"
    return f"users('{call.owner.id}'){path}"


def _metadata(call: GraphCall, context: str) -> str:
    return f"{call.request.url_root}v1.0/$metadata#{context}"
