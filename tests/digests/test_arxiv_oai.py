"""Reading arXiv's OAI-PMH answers: records of three forms, and all that is no record."""

from __future__ import annotations

import gzip
from datetime import date

import pytest

from analysis.digests import DigestError, parse_digests
from analysis.papers import DateMethod, Digest
from tests.digests.arxiv import FORMS, TITLE, print_answer, print_metadata, wrap_record
from tests.digests.pages import ABSTRACT

NAME = "answer.xml"
RAW = (
    f'<arXivRaw xmlns="{FORMS["arXivRaw"]}"><id>2403.00001</id><submitter>A. Ada</submitter>'
    '<version version="v2"><date>Fri, 15 Mar 2024 00:00:00 GMT</date><size>9kb</size></version>'
    '<version version="v1"><date>Thu, 14 Mar 2024 23:59:59 GMT</date><size>9kb</size></version>'
    f"<title>{TITLE}</title><authors>A. Ada and B. Bee</authors><abstract>{ABSTRACT}</abstract>"
    "</arXivRaw>"
)
DUBLIN_CORE = (
    f'<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    f'xmlns:dc="{FORMS["dc"]}"><dc:title>{TITLE}</dc:title><dc:creator>Ada, A.</dc:creator>'
    f"<dc:creator>Bee, B.</dc:creator><dc:description>{ABSTRACT}</dc:description>"
    "<dc:description>Comment: 9 pages</dc:description><dc:date>2024-05-01</dc:date>"
    "<dc:date>2024-03-14</dc:date><dc:identifier>http://arxiv.org/abs/2403.00001</dc:identifier>"
    "</oai_dc:dc>"
)


def read(*records: str) -> dict[str, Digest]:
    return {digest.part: digest for digest in parse_digests(print_answer(records), NAME)}


@pytest.mark.parametrize(
    ("metadata", "n_authors", "evidence"),
    [
        (print_metadata(), 2, "the day of submission: 'created'"),
        (RAW, None, "the day of submission, in UTC: the first version's 'date'"),
        (DUBLIN_CORE, 2, "the day of submission: the earliest 'date'"),
    ],
    ids=["arXiv", "arXivRaw", "oai_dc"],
)
def test_a_record_of_each_form_is_a_listing_with_every_field(
    metadata: str, n_authors: int | None, evidence: str
) -> None:
    [digest] = read(wrap_record(metadata)).values()
    assert (digest.source_format, digest.digest_id) == ("arxiv-oai", f"{NAME}#2024-03-14")
    assert (digest.digest_date, digest.date_method) == (date(2024, 3, 14), DateMethod.STATED)
    assert digest.date_evidence == evidence
    assert (digest.n_lines, digest.n_unexplained, digest.issues) == (1, 0, ())
    [listing] = digest.listings
    assert (listing.title, listing.abstract) == (TITLE, ABSTRACT)
    assert (listing.n_authors, listing.arxiv_id) == (n_authors, "2403.00001")
    assert listing.publication_date == date(2024, 3, 14)
    assert listing.publication_date_method is DateMethod.STATED


def test_lines_are_those_of_the_file() -> None:
    content = print_answer([wrap_record(print_metadata(n)) for n in range(3)])
    lines = content.decode().split("\n")
    [digest] = parse_digests(content, NAME)
    for listing in digest.listings:
        assert lines[listing.first_line - 1] == "<record>"
        assert lines[listing.last_line - 1] == "</record>"
        assert f">2403.{listing.position - 1:05d}<" in "".join(
            lines[listing.first_line : listing.last_line]
        )


def test_a_day_is_a_digest() -> None:
    days = ("2024-03-14", "2024-03-11", "2024-03-14")
    digests = read(*(wrap_record(print_metadata(n, created=day)) for n, day in enumerate(days)))
    found = {p: [i.arxiv_id for i in d.listings] for p, d in digests.items()}
    assert found == {"2024-03-11": ["2403.00001"], "2024-03-14": ["2403.00000", "2403.00002"]}
    assert [item.position for item in digests["2024-03-14"].listings] == [1, 2]


def test_references_marks_and_wrapping_within_texts() -> None:
    metadata = print_metadata(title="Apples &\n  Pears $a<b$", abstract="One.\n  Two.")
    marked = metadata.replace("Two", "T<i>w</i>&#246;").replace("One", "<![CDATA[<One>]]>")
    [digest] = read(wrap_record(marked)).values()
    assert digest.listings[0].title == "Apples & Pears $a<b$"
    assert digest.listings[0].abstract == "<One>. Twö."


def test_deleted_records_are_accounted_for_and_nothing_is_missing() -> None:
    digests = read(wrap_record(print_metadata()), wrap_record(status="deleted", identifier="1.2"))
    undated = digests["undated"]
    assert (undated.n_lines, undated.n_unexplained, undated.listings) == (1, 0, ())
    [issue] = undated.issues
    assert (issue.text, issue.reason) == ("oai:arXiv.org:1.2", "a deleted record")
    assert issue.line > digests["2024-03-14"].listings[0].last_line


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (wrap_record(), "a record without metadata of a known form"),
        (wrap_record("<marc>x</marc>"), "a record without metadata of a known form"),
        ("<record/>", "a record without metadata of a known form"),
        (wrap_record(print_metadata(title=" ")), "a record without a title"),
    ],
)
def test_a_record_that_is_no_listing_is_reported(record: str, reason: str) -> None:
    good = wrap_record(print_metadata())
    digests = read(good, record, good)
    assert len(digests["2024-03-14"].listings) == 2
    assert (digests["undated"].n_lines, digests["undated"].n_unexplained) == (1, 1)
    assert [issue.reason for issue in digests["undated"].issues] == [reason]


@pytest.mark.parametrize("created", ["", "soon", "2024-13-45", "2026-08-30"])
def test_without_a_readable_day_a_record_is_listed_undated(created: str) -> None:
    [digest] = read(wrap_record(print_metadata(created=created))).values()
    assert (digest.digest_id, digest.n_unexplained) == (f"{NAME}#undated", 0)
    assert digest.listings[0].publication_date is None
    assert digest.issues[0].reason.startswith("listed without a date: ")


def test_without_an_identifier_of_its_own_the_header_s_holds() -> None:
    metadata = print_metadata(created="2006-02-17").replace("<id>2403.00001</id>", "")
    [digest] = read(wrap_record(metadata, identifier="cs/0602062")).values()
    assert digest.listings[0].arxiv_id == "cs/0602062"


def test_no_authors_are_unknown_and_a_missing_abstract_is_reported() -> None:
    [digest] = read(wrap_record(print_metadata(n_authors=0, abstract=""))).values()
    assert digest.listings[0].n_authors is None
    assert [issue.reason for issue in digest.issues] == ["a listing without an abstract"]


def test_a_token_for_the_next_answer_is_no_record() -> None:
    tail = '<resumptionToken cursor="0" completeListSize="9">1|1001</resumptionToken>\n'
    content = print_answer([wrap_record(print_metadata())], tail=tail)
    [digest] = parse_digests(content, NAME)
    assert (digest.n_lines, digest.issues) == (1, ())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_make_no_difference(encoding: str) -> None:
    plain = print_answer([wrap_record(print_metadata(title="Über Äpfel"))])
    declared = encoding.removesuffix("-sig").upper()
    other = plain.decode().replace("UTF-8", declared).encode(encoding)
    [found], [expected] = parse_digests(other, NAME), parse_digests(plain, NAME)
    assert found.listings == expected.listings
    [packed] = parse_digests(gzip.compress(plain, mtime=0), NAME)
    assert packed.listings == expected.listings


# XML that is broken, refused or holds no record.


def test_xml_broken_in_the_middle_keeps_what_was_read() -> None:
    records = [wrap_record(print_metadata(n)) for n in range(4)]
    whole = print_answer(records)
    third = whole.index(b"2403.00002")
    for content in (
        whole[:third],
        whole[:third] + b"</p>" + whole[third:],
        whole[:third] + b"\x00" + whole[third:],
        whole[:third] + b"&lol;" + whole[third:],
        whole[:third] + b"<a>" * 99 + whole[third:],
        gzip.compress(whole[:third], mtime=0)[:-9],
    ):
        day, undated = parse_digests(content, NAME)
        assert len(day.listings) == 2
        assert (undated.n_lines, undated.n_unexplained) == (1, 1)
        [issue] = undated.issues
        assert issue.reason.startswith("broken or cut short: no record is read from here on")
        assert issue.line > day.listings[-1].last_line


def test_answers_written_one_behind_the_other_are_reported() -> None:
    one = print_answer([wrap_record(print_metadata())])
    day, undated = parse_digests(one + one, NAME)
    assert (len(day.listings), undated.n_unexplained) == (1, 1)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 100}">\n' for n in range(9))


@pytest.mark.parametrize(
    "doctype",
    [
        f"<!DOCTYPE a [{LAUGHS}]>\n",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>\n',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">\n',
        "<!DOCTYPE a>\n",
    ],
    ids=["laughs", "file", "parameter", "external", "bare"],
)
def test_document_types_are_refused(doctype: str) -> None:
    metadata = print_metadata().replace(TITLE, "&l8;&x;")
    with pytest.raises(DigestError, match="XML with a document type") as refused:
        parse_digests(print_answer([wrap_record(metadata)], head=doctype), NAME)
    assert refused.value.advice


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (print_answer([]), "no record in it; it does not say why"),
        (
            print_answer([]).replace(b"<L", b'<error code="x">No\n match</error><L', 1),
            "no record in it; No match",
        ),
        (print_answer([])[:-30], "broken or cut short"),
        (print_answer(["<record>"])[:-30], "broken or cut short"),
        (print_answer(["<a>" * 99]), "nested too deeply"),
        (print_answer(["<record><p>" + "x" * 4_100_000]), "a record of more than 4,000,000"),
    ],
    ids=["empty", "error", "cut", "cut in a record", "deep", "large"],
)
def test_an_answer_without_records_is_an_error(content: bytes, problem: str) -> None:
    with pytest.raises(DigestError, match=problem) as refused:
        parse_digests(content, NAME)
    assert str(refused.value).startswith(NAME)
    assert "ListRecords" in refused.value.advice
