"""Bytes to text: the charsets that we believe, and encoded words (RFC 2047)."""

import binascii
import codecs
import re

_TRUSTED = {
    "ascii": "cp1252",
    "ansix3.1101983": "cp1252",
    "usascii": "cp1252",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "iso2022jp": "iso2022_jp_ext",
    "iso2022jp1": "iso2022_jp_ext",
    "iso2022jp2": "iso2022_jp_2",
    "iso2022kr": "iso2022_kr",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "windows31j": "cp932",
    "cp932": "cp932",
    "eucjp": "euc_jp",
    "euckr": "cp949",
    "ksc56011987": "cp949",
    "cp949": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "big5": "cp950",
    "cp950": "cp950",
    "big5hkscs": "big5hkscs",
    "koi8r": "koi8_r",
    "koi8u": "koi8_u",
    "tis620": "tis_620",
    "macintosh": "mac_roman",
    "ibm437": "cp437",
    "cp437": "cp437",
    "ibm850": "cp850",
    "cp850": "cp850",
    "ibm852": "cp852",
    "cp866": "cp866",
    **{f"iso8859{n}": f"iso8859_{n}" for n in (*range(2, 12), *range(13, 17))},
    **{f"windows{n}": f"cp{n}" for n in (874, *range(1250, 1259))},
    **{f"cp{n}": f"cp{n}" for n in (874, *range(1250, 1259))},
}
"""The charsets that we decode, without hyphens and underscores. UTF-7 is left out on purpose: it
makes angle brackets out of plain letters."""

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\n]*+)\?=")
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)
_NAME_NOISE = re.compile(r"[-_\s\"']|\*.*")


def decode_text(raw: bytes, charset: str | None) -> str:
    """Return `raw` as text, whatever it is; what does not decode becomes U+FFFD, NUL nothing.

    Args:
        raw: Any bytes.
        charset: What the mail claims; None, unknown and distrusted names mean a guess.
    """
    codec = _codec_for(charset)
    if codec in (None, "cp1252"):
        codec = _guess(raw, codec)
    # cp1252 stands for US-ASCII and ISO 8859-1 here, as in every browser and mail client.
    return raw.decode(codec or "cp1252", "replace").replace("\x00", "").lstrip("\ufeff")


def decode_field(raw: bytes, charset: str | None) -> str:
    """Return the bytes of a header field as text; its encoded words stay as they are.

    Args:
        raw: Any bytes. They should be ASCII or UTF-8 (RFC 6532); older programs write them in the
            charset of the message.
        charset: What the message claims to be written in.
    """
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii").replace("\x00", "")
    guessed = _guess(raw, None)
    return decode_text(raw, charset if guessed is None else None)


def decode_words(value: str) -> str:
    """Return a header value with its encoded words decoded (RFC 2047), neighbours joined first."""
    if "=?" not in value:
        return value
    text: list[str] = []
    # Neighbours of one charset are joined before decoding: senders cut characters in two.
    pending, charset, at = b"", "", 0
    for word in _ENCODED_WORD.finditer(value):
        gap = value[at : word.start()]
        is_neighbour = at > 0 and not gap.strip()
        if not is_neighbour or word[1].lower() != charset:
            text.append(_in_one_line(pending, charset))
            pending, charset = b"", word[1].lower()
        if not is_neighbour:
            text.append(gap)
        pending += _payload(word)
        at = word.end()
    return "".join((*text, _in_one_line(pending, charset), value[at:]))


def decode_base64(raw: bytes) -> bytes:
    """Return what `raw` decodes to, ignoring foreign characters and a torn last group."""
    clean = raw.translate(None, _NOT_BASE64)
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _in_one_line(words: bytes, charset: str) -> str:
    # A line end in an encoded word would be one in whatever is made of the value.
    return decode_text(words, charset).replace("\r", " ").replace("\n", " ")


def _payload(word: re.Match[str]) -> bytes:
    raw = word[3].encode("utf-8", "replace")
    return decode_base64(raw) if word[2] in "bB" else binascii.a2b_qp(raw, header=True)


def _codec_for(charset: str | None) -> str | None:
    if not charset:
        return None
    name = _NAME_NOISE.sub("", charset.lower())
    # A quoted-printable "=" left before the name, and a common slip of the fingers.
    name = name.removeprefix("3d").replace("uft8", "utf8")
    return _TRUSTED.get(name)


def _guess(raw: bytes, otherwise: str | None) -> str | None:
    if b"\x1b$" in raw or b"\x1b(J" in raw:
        return "iso2022_jp_ext"
    if raw.isascii():
        return "ascii"
    try:
        codecs.decode(raw, "utf-8")
    except UnicodeDecodeError:
        return otherwise
    return "utf-8"
