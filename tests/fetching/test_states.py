"""What becomes of a day: the three states, the files, and that no paper is ever lost."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path

import pytest

from analysis.digests import find_digest_files, group_listings
from analysis.fetching import STATE_FILE, DayState
from tests.digests.api_days import print_day, wrap
from tests.digests.pages import Entry, print_page
from tests.digests.reading import parse_one
from tests.fetching.api import Api, make_rows, send
from tests.fetching.conftest import Fetch, Time

DAY = "2025-03-17"
NEXT = "2025-03-18"
NO_ZONE = (
    b'[{"day": "2025-03-17", "state": "fetched", "source": "", "asked_at": "2025-03-18T00:00:00"}]'
)


def read_ids(folder: Path, day: str = DAY) -> list[str]:
    rows = json.loads((folder / f"{day}.json").read_bytes())
    return [row["paper"]["id"][-1] for row in rows]


def read_state(folder: Path) -> dict[str, dict]:
    return {record["day"]: record for record in json.loads((folder / STATE_FILE).read_bytes())}


def test_a_day_is_written_as_received_and_recorded(api: Api, fetch: Fetch, raw: Path) -> None:
    api.days[DAY] = make_rows(DAY, 1, 2, 3)
    [record] = fetch(DAY)
    assert (record.state, record.n_papers, record.error) == (DayState.FETCHED, 3, None)
    content = (raw / f"{DAY}.json").read_bytes()
    assert content == json.dumps(api.days[DAY]).encode()
    noted = read_state(raw)[DAY]
    assert noted["sha256"] == parse_one(content, "x").sha256
    assert noted["etag"].startswith('W/"')
    assert noted["source"] == api.url
    assert noted["fetched_at"] == noted["asked_at"] == "2025-04-01T12:00:00Z"


def test_the_files_are_digests_and_the_record_is_none(api: Api, fetch: Fetch, raw: Path) -> None:
    api.days = {DAY: make_rows(DAY, 1), NEXT: make_rows(NEXT, 2)}
    fetch(DAY, NEXT)
    files = find_digest_files(raw)
    assert [path.name for path in files] == [f"{DAY}.json", f"{NEXT}.json"]
    assert [parse_one(path.read_bytes(), path.name).digest_date for path in files] == [
        date.fromisoformat(DAY),
        date.fromisoformat(NEXT),
    ]


def test_an_empty_answer_for_a_day_that_is_over_means_no_digest(
    api: Api, fetch: Fetch, raw: Path
) -> None:
    [record] = fetch("2025-03-16")
    assert (record.state, record.n_papers, record.sha256) == (DayState.NONE, 0, None)
    assert find_digest_files(raw) == []
    assert fetch("2025-03-16") == [record]
    assert len(api.asked) == 1


def test_a_day_that_runs_is_partial_and_asked_for_again(
    api: Api, fetch: Fetch, raw: Path, time: Time
) -> None:
    time.now = datetime(2025, 3, 17, 10, tzinfo=UTC)
    [record] = fetch(DAY)
    assert (record.state, record.n_papers) == (DayState.PARTIAL, 0)
    assert find_digest_files(raw) == []
    api.days[DAY] = make_rows(DAY, 1)
    [record] = fetch(DAY)
    assert (record.state, record.n_papers) == (DayState.PARTIAL, 1)
    assert record.error == "the day was not over"
    api.days[DAY] = make_rows(DAY, 1, 2)
    time.now = datetime(2025, 3, 18, 5, 59, tzinfo=UTC)
    assert fetch(DAY)[0].state is DayState.PARTIAL
    time.now = datetime(2025, 3, 18, 6, tzinfo=UTC)
    [record] = fetch(DAY)
    assert (record.state, record.n_papers, record.error) == (DayState.FETCHED, 2, None)


def test_a_partial_day_that_did_not_change_is_confirmed_by_304(
    api: Api, fetch: Fetch, time: Time
) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    time.now = began = datetime(2025, 3, 17, 10, tzinfo=UTC)
    fetch(DAY)
    time.now = datetime(2025, 3, 19, tzinfo=UTC)
    [record] = fetch(DAY)
    assert api.asked[1][1]["if-none-match"] == record.etag
    assert (record.state, record.n_papers) == (DayState.FETCHED, 1)
    assert (record.fetched_at, record.asked_at) == (began, time.now)


def test_known_days_are_asked_for_only_with_refresh_and_then_by_condition(
    api: Api, fetch: Fetch, raw: Path
) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    fetch(DAY)
    before = (raw / f"{DAY}.json").stat()
    fetch(DAY)
    assert len(api.asked) == 1
    [record] = fetch(DAY, refresh=True)
    assert api.asked[1][1]["if-none-match"] == record.etag
    assert record.state is DayState.FETCHED
    assert (raw / f"{DAY}.json").stat().st_mtime_ns == before.st_mtime_ns
    api.days[DAY] = make_rows(DAY, 1, upvotes=99)
    fetch(DAY, refresh=True)
    assert json.loads((raw / f"{DAY}.json").read_bytes())[0]["paper"]["upvotes"] == 99


def test_a_day_that_was_over_by_a_clock_ahead_is_asked_for_again(
    api: Api, fetch: Fetch, time: Time
) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    time.now = datetime(2026, 3, 17, 10, tzinfo=UTC)
    assert fetch(DAY, NEXT)[1].state is DayState.NONE
    api.days |= {DAY: make_rows(DAY, 1, 2), NEXT: make_rows(NEXT, 3)}
    time.now = datetime(2025, 3, 19, 10, tzinfo=UTC)
    records = fetch(DAY, NEXT)
    assert [(one.state, one.n_papers) for one in records] == [
        (DayState.FETCHED, 2), (DayState.FETCHED, 1),
    ]  # fmt: skip
    assert fetch(DAY, NEXT) == records
    assert len(api.asked) == 4


@pytest.mark.parametrize("refresh", [False, True])
def test_what_was_written_but_not_recorded_is_confirmed(
    api: Api, fetch: Fetch, raw: Path, refresh: bool
) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    fetch(DAY)
    recorded = (raw / STATE_FILE).read_bytes()
    api.days[DAY] = make_rows(DAY, 1, 2)
    fetch(DAY, refresh=True)
    # The file is the new one, the record that of before: what a kill between the two leaves.
    (raw / STATE_FILE).write_bytes(recorded)
    [record] = fetch(DAY, refresh=refresh)
    assert "if-none-match" not in api.asked[-1][1]
    assert (record.state, record.n_papers, read_ids(raw)) == (DayState.FETCHED, 2, ["1", "2"])
    (raw / STATE_FILE).unlink()
    [record] = fetch(DAY, refresh=refresh)
    assert (record.state, record.n_papers, read_ids(raw)) == (DayState.FETCHED, 2, ["1", "2"])


def test_last_modified_is_sent_back(api: Api, fetch: Fetch) -> None:
    when = "Mon, 17 Mar 2025 20:00:00 GMT"
    api.faults.append(send(200, print_day(make_rows(DAY, 1)), {"Last-Modified": when}))
    fetch(DAY)
    api.faults.append(send(304))
    [record] = fetch(DAY, refresh=True)
    assert api.asked[1][1]["if-modified-since"] == when
    assert record.state is DayState.FETCHED


@pytest.mark.parametrize("change", ["removed", "altered", "damaged"])
def test_a_file_that_changed_is_asked_for_without_a_condition(
    api: Api, fetch: Fetch, raw: Path, change: str
) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    fetch(DAY)
    path = raw / f"{DAY}.json"
    if change == "removed":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-40] if change == "damaged" else print_day([]))
    [record] = fetch(DAY)
    assert "if-none-match" not in api.asked[1][1]
    assert (record.state, record.n_papers) == (DayState.FETCHED, 1)
    assert read_ids(raw) == ["1"]


def test_a_damaged_file_stays_ours_when_the_server_fails(api: Api, fetch: Fetch, raw: Path) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    fetch(DAY)
    (raw / f"{DAY}.json").write_bytes(b'[{"paper": ')
    api.faults.append(send(404))
    assert fetch(DAY)[0].state is DayState.FAILED
    assert fetch(DAY)[0].state is DayState.FETCHED


def test_a_shorter_answer_never_replaces_a_fuller_file(api: Api, fetch: Fetch, raw: Path) -> None:
    api.days[DAY] = make_rows(DAY, 1, 2, 3)
    fetch(DAY)
    before = (raw / f"{DAY}.json").read_bytes()
    for shorter in (make_rows(DAY, 2), []):
        api.days[DAY] = shorter
        [record] = fetch(DAY, refresh=True)
        assert (record.state, record.n_papers) == (DayState.PARTIAL, 3)
        assert record.error is not None
        assert "of the file not in the answer" in record.error
        assert (raw / f"{DAY}.json").read_bytes() == before


def test_an_answer_with_other_papers_is_joined_with_the_file(
    api: Api, fetch: Fetch, raw: Path
) -> None:
    api.days[DAY] = make_rows(DAY, 1, 2)
    fetch(DAY)
    api.days[DAY] = make_rows(DAY, 2, 3, upvotes=7)
    [record] = fetch(DAY, refresh=True)
    assert (record.state, record.n_papers, record.etag) == (DayState.PARTIAL, 3, None)
    assert record.error == "1 paper of the file not in the answer"
    assert read_ids(raw) == ["2", "3", "1"]
    rows = json.loads((raw / f"{DAY}.json").read_bytes())
    assert [row["paper"]["upvotes"] for row in rows] == [7, 7, 12]
    api.days[DAY] = make_rows(DAY, 1, 2, 3, 4)
    [record] = fetch(DAY)
    assert (record.state, record.n_papers) == (DayState.FETCHED, 4)


def test_as_many_papers_with_other_values_replace_the_file(
    api: Api, fetch: Fetch, raw: Path
) -> None:
    (raw / f"{DAY}.json").write_bytes(print_day(wrap(make_rows(DAY, 1, 2))))
    api.days[DAY] = make_rows(DAY, 2, 1, upvotes=50)
    [record] = fetch(DAY)
    assert record.state is DayState.FETCHED
    assert (raw / f"{DAY}.json").read_bytes() == json.dumps(api.days[DAY]).encode()


def test_a_fuller_file_of_somebody_else_stays(api: Api, fetch: Fetch, raw: Path) -> None:
    rows = [str(row) for row in make_rows(DAY, 1, 2, 3)]
    (raw / f"{DAY}.json").write_bytes(print_day(wrap(rows)))
    api.days[DAY] = make_rows(DAY, 2)
    [record] = fetch(DAY)
    assert (record.state, record.n_papers, record.fetched_at) == (DayState.PARTIAL, 3, None)
    assert json.loads((raw / f"{DAY}.json").read_bytes()) == wrap(rows)


def test_page_text_under_the_days_name_is_not_lost(api: Api, fetch: Fetch, raw: Path) -> None:
    page = print_page(Entry("Pears", "We count pears in baskets and find many."))
    (raw / f"{DAY}.json").write_text(page, encoding="utf-8")
    api.days[DAY] = make_rows(DAY, 2)
    [record] = fetch(DAY)
    assert (record.state, record.n_papers) == (DayState.PARTIAL, 1)
    assert (raw / f"{DAY}.json").read_text(encoding="utf-8") == page


def test_a_foreign_file_that_is_no_digest_is_left_alone(api: Api, fetch: Fetch, raw: Path) -> None:
    (raw / f"{DAY}.json").write_bytes(b'{"notes": "mine"}')
    [record] = fetch(DAY)
    assert record.state is DayState.FAILED
    assert record.error is not None
    assert "move it out of the way" in record.error
    assert api.asked == []
    assert (raw / f"{DAY}.json").read_bytes() == b'{"notes": "mine"}'


def test_a_failed_day_keeps_its_file_and_is_asked_for_again(
    api: Api, fetch: Fetch, raw: Path
) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    fetch(DAY)
    api.faults.append(send(404))
    [record] = fetch(DAY, refresh=True)
    assert (record.state, record.n_papers) == (DayState.FAILED, 1)
    assert record.error == "HTTP 404 Not Found"
    [record] = fetch(DAY)
    assert api.asked[-1][1]["if-none-match"] == record.etag
    assert (record.state, record.error) == (DayState.FETCHED, None)


@pytest.mark.parametrize("state", [b"", b"{", b"[{}]", b"\xff", b"[[[[", NO_ZONE])
def test_a_record_file_that_cannot_be_read_is_put_aside(
    api: Api, fetch: Fetch, raw: Path, state: bytes
) -> None:
    api.days[DAY] = make_rows(DAY, 1)
    fetch(DAY)
    (raw / STATE_FILE).write_bytes(state)
    [record] = fetch(DAY)
    assert record.state is DayState.FETCHED
    assert (raw / f"{STATE_FILE}.unreadable").read_bytes() == state
    assert set(read_state(raw)) == {DAY}


@pytest.mark.parametrize("spell", [lambda rows: rows, lambda rows: [str(row) for row in rows]])
def test_rows_of_another_day_are_refused(api: Api, fetch: Fetch, raw: Path, spell) -> None:
    api.days[DAY] = spell(make_rows("2025-03-14", 1, 2))
    [record] = fetch(DAY)
    assert (record.state, record.n_papers) == (DayState.FAILED, 0)
    assert record.error == "the answer is for 2025-03-14, not for 2025-03-17"
    assert find_digest_files(raw) == []


@pytest.mark.parametrize("numbers", [(), (1, 2)])
def test_an_answer_that_states_another_day_is_refused(
    api: Api, fetch: Fetch, numbers: tuple[int, ...]
) -> None:
    rows = make_rows(DAY, *numbers, submittedOnDailyAt=None)
    api.always = send(200, print_day(wrap(rows, date="2025-03-14")))
    assert fetch(DAY)[0].error == "the answer is for 2025-03-14, not for 2025-03-17"
    api.always = send(200, print_day(wrap(rows)))
    assert fetch(DAY)[0].state is (DayState.FETCHED if numbers else DayState.NONE)


def test_rows_of_the_day_and_of_another_are_kept(api: Api, fetch: Fetch) -> None:
    api.days[DAY] = make_rows("2025-03-16", 1) + make_rows(DAY, 2)
    assert fetch(DAY)[0].state is DayState.FETCHED


def test_the_result_does_not_depend_on_the_order_of_days(api: Api, fetch: Fetch, raw: Path) -> None:
    days = (DAY, NEXT, "2025-03-19")
    api.days = {DAY: make_rows(DAY, 1, 2), NEXT: make_rows(NEXT, 2, 3)}
    seen = set()
    for order in permutations(days):
        fetch(*order)
        seen.add(tuple((path.name, path.read_bytes()) for path in sorted(raw.iterdir())))
        for path in raw.iterdir():
            path.unlink()
    assert len(seen) == 1


def test_the_real_days_survive_being_served(
    api: Api, fetch: Fetch, raw: Path, shared: Path
) -> None:
    """Rows as the API has given them over the years, through the server and back."""
    files = sorted((shared / "digests_api").glob("*.json"))[::40]
    for path in files:
        rows = json.loads(path.read_bytes())
        api.days[path.stem] = rows if isinstance(rows, list) else rows["data"]
    records = fetch(*[path.stem for path in files])
    for path, record in zip(files, records, strict=True):
        known = parse_one(path.read_bytes(), path.name)
        assert record.n_papers == len(set(group_listings(known.listings)))
        got = parse_one((raw / path.name).read_bytes(), path.name)
        assert got.listings == known.listings
