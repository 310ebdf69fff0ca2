import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bouncecheck.demo.graph_emulator import User, World, issue_api_tokens, issue_graph_token
from demo.small_world import ANN, BASE, BOB, CONTOSO, DESK, NOW, Graph, a_mail, put, small_world


def with_token(world: World, token: str) -> Graph:
    return Graph(world, headers={"Authorization": f"Bearer {token}"})


def test_a_request_without_a_token_is_refused() -> None:
    graph = Graph(small_world(), headers={"Authorization": ""})

    assert graph.refusal("/me/messages") == (401, "InvalidAuthenticationToken")


def test_a_forged_token_is_refused() -> None:
    world = small_world()
    head, body, seal = issue_graph_token(world, ANN, BASE).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["oid"] = BOB.id
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")

    assert with_token(world, f"{head}.{forged}.{seal}").refusal("/me")[0] == 401


def test_a_token_for_our_own_api_is_refused() -> None:
    world = small_world()
    token = str(issue_api_tokens(world, ANN, BASE)["access_token"])

    assert with_token(world, token).refusal("/me") == (401, "InvalidAuthenticationToken")


def test_an_expired_token_is_refused() -> None:
    token = issue_graph_token(small_world(), ANN, BASE)
    later = small_world(clock=lambda: NOW + timedelta(hours=2))

    assert with_token(later, token).refusal("/me")[0] == 401


def test_a_revoked_token_is_challenged_until_it_is_renewed() -> None:
    world = small_world()
    world.faults.of(ANN.id).revoked_before = NOW + timedelta(seconds=1)

    answer = Graph(world).ask("/me")

    challenge = answer.headers["WWW-Authenticate"]
    claims = json.loads(base64.b64decode(challenge.partition('claims="')[2].partition('"')[0]))
    assert answer.status_code == 401
    assert 'error="insufficient_claims"' in challenge
    assert claims["access_token"]["nbf"]["essential"] is True


@pytest.mark.parametrize(
    ("scopes", "path", "method", "status"),
    [
        (("User.Read",), "/me?$select=proxyAddresses", "GET", 200),
        (("User.Read",), "/organization", "GET", 200),
        (("Mail.Read",), "/me", "GET", 403),
        (("User.Read",), "/me/messages", "GET", 403),
        (("Mail.ReadBasic",), "/me/messages", "GET", 200),
        (("Mail.ReadBasic",), "/me/messages?$expand=attachments", "GET", 403),
        (("Mail.Read",), "/me/messages/x/move", "POST", 403),
        (("Mail.ReadWrite",), "/me/messages/x/move", "POST", 404),
        (("User.Read",), "/users/bob@contoso.com", "GET", 403),
        (("User.Read.All",), "/users/bob@contoso.com", "GET", 200),
        (("User.ReadBasic.All",), "/users/bob@contoso.com?$select=mail", "GET", 200),
        (("User.ReadBasic.All",), "/users/bob@contoso.com?$select=proxyAddresses", "GET", 403),
        (("User.Read",), "/users/ann@contoso.com?$select=proxyAddresses", "GET", 200),
        (("Mail.Read",), f"/users/{ANN.id}/messages", "GET", 200),
    ],
)
def test_scopes_decide(scopes: tuple[str, ...], path: str, method: str, status: int) -> None:
    graph = Graph(small_world(scopes=scopes))

    assert (
        graph.ask(
            path, method, {"destinationId": "inbox"} if method == "POST" else None
        ).status_code
        == status
    )


def test_basic_rights_show_no_body() -> None:
    world = small_world(scopes=("Mail.ReadBasic",))
    item = put(world.mailboxes[ANN.id], a_mail())

    shown = Graph(world).json(f"/me/messages/{item.id}")

    assert not {"body", "bodyPreview"} & set(shown)
    assert Graph(world).ask(f"/me/messages/{item.id}/$value").status_code == 403


@pytest.mark.parametrize(
    ("user", "scopes", "status"),
    [
        (ANN, ("Mail.Read", "Mail.Read.Shared"), 200),
        (ANN, ("Mail.Read",), 403),
        (BOB, ("Mail.Read", "Mail.Read.Shared"), 403),
    ],
)
def test_a_shared_mailbox_opens_to_its_members(
    user: User, scopes: tuple[str, ...], status: int
) -> None:
    graph = Graph(small_world(scopes=scopes), user)

    assert graph.ask(f"/users/{DESK.upn}/messages").status_code == status


def test_an_application_reads_any_mailbox_but_has_none_itself() -> None:
    world = small_world()
    graph = with_token(world, issue_graph_token(world, None, BASE, CONTOSO.id))

    assert graph.ask(f"/users/{BOB.id}/messages").status_code == 200
    assert graph.refusal("/me/messages") == (400, "BadRequest")


def test_an_unknown_user_is_told_so() -> None:
    graph = Graph(small_world(scopes=("User.Read.All", "Mail.Read")))

    assert graph.refusal("/users/nobody@contoso.com") == (404, "Request_ResourceNotFound")
    assert graph.refusal("/users/nobody@contoso.com/messages") == (404, "ErrorInvalidUser")


def test_a_fifth_request_at_once_is_refused() -> None:
    world = small_world()
    world.faults.everyone.latency_ms = 150
    graphs = [Graph(world) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda graph: graph.ask("/me/messages"), graphs))

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == 2
    assert all(answer.headers["Retry-After"] == "1" for answer in refused)
    assert all("MailboxConcurrency" in answer.text for answer in refused)


def test_faults_of_one_user_leave_the_others_alone() -> None:
    world = small_world()
    world.faults.of(ANN.id).graph_down = True

    assert Graph(world, ANN).ask("/me/messages").status_code == 503
    assert Graph(world, BOB).ask("/me/messages").status_code == 200
    world.faults.clear()
    assert Graph(world, ANN).ask("/me/messages").status_code == 200


def test_throttling_ends_with_its_time() -> None:
    world = small_world()
    world.faults.everyone.throttle_until = NOW + timedelta(seconds=30)

    assert Graph(world).refusal("/me/messages") == (429, "TooManyRequests")
    world.faults.everyone.throttle_until = NOW
    assert Graph(world).ask("/me/messages").status_code == 200


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_folder_fails_as_it_is_told_to(status: int) -> None:
    world = small_world()
    world.faults.of(ANN.id).failing_folders["recoverableitemspurges"] = status
    graph = Graph(world)

    hidden = graph.ask("/me/mailFolders/recoverableitemspurges/messages")
    assert hidden.status_code == status
    assert graph.ask("/me/messages").status_code == 200
    world.faults.of(ANN.id).failing_folders[""] = status
    assert graph.ask("/me/messages").status_code == status


def test_a_listing_can_be_cut_short() -> None:
    world = small_world()
    for number in range(3):
        put(world.mailboxes[ANN.id], a_mail(number))
    world.faults.everyone.page_truncated = True
    first = Graph(world).json("/me/messages?$top=2")

    link = str(first["@odata.nextLink"]).replace("http://localhost/v1.0", "")

    assert Graph(world).ask(link).status_code == 500


def test_a_message_vanishes_after_it_was_read() -> None:
    world = small_world()
    item = put(world.mailboxes[ANN.id], a_mail())
    world.faults.everyone.vanish_after_read = True

    statuses = [Graph(world).ask(f"/me/messages/{item.id}").status_code for _ in range(2)]

    assert statuses == [200, 404]


def test_or_and_properties_can_be_taken_away() -> None:
    world = small_world()
    item = put(world.mailboxes[ANN.id], a_mail())
    world.faults.everyone.refuse_or_filters = True
    world.faults.everyone.properties_missing = True
    graph = Graph(world)

    either = "/me/messages?$filter=subject eq 'a' or subject eq 'b'"
    expand = "$expand=singleValueExtendedProperties($filter=id eq 'String 0x001A')"

    assert graph.refusal(either) == (400, "InefficientFilter")
    assert "singleValueExtendedProperties" not in graph.json(f"/me/messages/{item.id}?{expand}")


def test_an_unknown_path_is_answered_as_graph_does() -> None:
    assert Graph(small_world()).refusal("/me/toDo") == (400, "BadRequest")


@pytest.mark.parametrize(
    ("path", "scopes", "status"),
    [
        ("/me/mailFolders/inbox/messageRules", ("MailboxSettings.Read",), 200),
        ("/me/mailFolders/inbox/messageRules", ("Mail.ReadWrite",), 403),
        ("/me/mailFolders/drafts/messageRules", ("MailboxSettings.Read",), 400),
        (f"/users/{DESK.upn}/mailFolders/inbox/messageRules", ("MailboxSettings.Read",), 403),
    ],
)
def test_rules_are_settings_of_ones_own_inbox(
    path: str, scopes: tuple[str, ...], status: int
) -> None:
    assert Graph(small_world(scopes=scopes)).ask(path).status_code == status
