"""What Analyst's Notebook calls things, and what we call them.

Names of the exchange format (`.anx`) are facts of the schema that ships with the product, "Analyst's Notebook
7.xsd", as two public programs state them: pyanx (github.com/pcbje/pyanx, classes generated from that schema) and
anxwritter (github.com/gustavo-gkmi/anxwritter). docs/charts-in-and-out.md names what was compared.
"""

from __future__ import annotations

import re

ICONS = {  # schema -> (entity type, icon file of the standard set)
    "Person": ("Person", "Person"),
    "Organization": ("Organization", "Organization"),
    "Company": ("Company", "Office"),
    "LegalEntity": ("Organization", "Organization"),
    "OrganisedGroup": ("Criminal group", "Group"),
    "PublicBody": ("Public body", "Office"),
    "Phone": ("Phone", "Phone"),
    "Vehicle": ("Vehicle", "Car"),
    "Vessel": ("Vessel", "Ship"),
    "Airplane": ("Aircraft", "Plane"),
    "BankAccount": ("Account", "Account"),
    "CryptoWallet": ("Crypto wallet", "Account"),
    "Container": ("Container", "Container"),
    "Consignment": ("Consignment", "Package"),
    "Address": ("Address", "House"),
    "Event": ("Event", "Event"),
    "Seizure": ("Seizure", "Drugs"),
    "Document": ("Document", "Document"),
    "UserAccount": ("User account", "Internet"),
}
OTHER = ("Other", "General")

CHOICES = (
    "Person", "Organization", "Company", "OrganisedGroup", "LegalEntity", "Phone", "Vehicle", "Vessel", "Airplane",
    "BankAccount", "CryptoWallet", "Container", "Address", "Event", "UserAccount",
)  # fmt: skip
"""What a thing of a foreign file may become; each can be stated from a label alone."""

NAMED_BY = {
    "Phone": "number",
    "Vehicle": "registrationNumber",
    "BankAccount": "accountNumber",
    "CryptoWallet": "publicKey",
    "Container": "number",
    "Address": "full",
    "UserAccount": "username",
    "Airplane": "registrationNumber",
}
"""The property that a label states; `name` for the others."""

VALUES = {
    "phone": "Phone", "plate": "Vehicle", "iban": "BankAccount", "account": "BankAccount", "wallet": "CryptoWallet",
    "container": "Container", "address": "Address", "email": "UserAccount",
}  # fmt: skip
"""What a shared value becomes where the node does not know it yet."""

WORDS = (  # the first that a type's name contains decides
    ("OrganisedGroup", r"criminal (group|organi[sz]ation)|\bgang|cartel|опг|преступн|группировк"),
    ("Phone", r"phone|mobile|\bcell|\bsim\b|handset|msisdn|телефон|номер"),
    ("Vessel", r"\bship|vessel|\bboat|судно|корабл"),
    ("Airplane", r"plane|aircraft|самол"),
    ("Container", r"container|контейнер"),
    ("CryptoWallet", r"crypto|wallet|bitcoin|кошел"),
    ("BankAccount", r"account|\biban|bank acc|сч[её]т"),
    ("Vehicle", r"vehicle|\bcar\b|truck|lorry|\bvan\b|motor|\bauto|автомоб|машин|транспорт"),
    ("Company", r"compan|business|\bfirm|\bshop|office|фирм|компан|предприят"),
    ("Organization", r"organi[sz]ation|agency|bank|club|организац|учрежд"),
    ("Address", r"address|house|place|location|building|city|town|flat|адрес|место|город|дом\b"),
    ("UserAccount", r"e-?mail|internet|web|user|profile|почта"),
    ("Event", r"event|meeting|incident|crime|offen[cs]e|событ|встреч|преступлен"),
    (
        "Person",
        r"person|man\b|male\b|female|woman|individual|people|suspect|actor|member|человек|лицо|персон|мужчин|женщин",
    ),
)
CALLS = re.compile(r"\bcalls?\b|called|phone|sms|message|\bcdr\b|wiretap|звон|сообщен|связь по", re.I)


def schema_for(kind: str) -> str:
    """What a thing of this type is with us, by its name; "" where nothing fits."""
    text = kind.strip().lower()
    exact = next((name for name in CHOICES if name.lower() == text), "")
    return exact or next((schema for schema, words in WORDS if text and re.search(words, text)), "")


def type_of(schema: str) -> tuple[str, str]:
    """(entity type, icon file) of one of ours."""
    return ICONS.get(schema, OTHER)


ARROWS = {"ArrowOnHead": (True, False), "ArrowOnTail": (True, True)}
"""Arrow style -> (directed, from the second end to the first). `ArrowNone` and `ArrowOnBoth` point nowhere."""

NOT_SAID = "Default"
"""The strength that a chart has from the start, and of which nobody said anything."""
DOTS = {"confirmed": "DotStyleSolid", "unconfirmed": "DotStyleDashed", "tentative": "DotStyleDotted"}
"""ANACAPA draws a confirmed link solid and a suspected one dashed."""
STRENGTH_WORDS = (
    ("unconfirmed", r"unconfirm|not confirm|suspect|dash|possible|не подтв|подозр"),
    ("tentative", r"tentat|dot|weak|rumou?r|предпол|слаб"),
    ("confirmed", r"confirm|strong|known|подтв"),
)


def strength_for(name: str, dots: str = "") -> str:
    """One of `plain.STRENGTHS` by the name of a strength, else by how its line is drawn; "" unknown."""
    text = name.strip().lower()
    found = next((strength for strength, words in STRENGTH_WORDS if text and re.search(words, text)), "")
    if found and found != "confirmed":
        return found
    by_line = next((strength for strength, style in DOTS.items() if style == dots), "")
    return by_line if by_line not in ("", "confirmed") else found


LINK_CHOICES = (
    "UnknownLink", "Communication", "Associate", "Family", "Ownership", "Membership", "Employment", "Directorship",
    "Payment",
)  # fmt: skip
"""What a link of a foreign file may become. The first fits between any two things."""

LINK_WORDS = (
    ("Ownership", r"\bown|владе|собствен"),
    ("Directorship", r"direct(or|s\b)|manages|директор|руковод"),
    ("Employment", r"employ|works? (for|at)|работает|сотрудник"),
    ("Membership", r"\bmember|belongs|состоит|участник|член\b"),
    (
        "Family",
        r"famil|relative|father|mother|brother|sister|spouse|wife|husband|\bson\b|daughter|cousin|kin\b"
        r"|родств|отец|мать|брат|сестра|муж\b|жена|сын\b|дочь",
    ),
    ("Associate", r"associat|friend|knows|acquaint|accomplice|co-?offend|знаком|друг\b|сообщник|соучаст"),
    ("Payment", r"\bpa(id|ys|yment)|transfer|remit|плат[её]ж|перев[её]л|перевод"),
)


def link_for(kind: str) -> str:
    """What a link of this type is with us, by its name; a link in general where nothing fits."""
    text = kind.strip().lower()
    exact = next((name for name in LINK_CHOICES if name.lower() == text), "")
    if exact or not text:
        return exact or LINK_CHOICES[0]
    if CALLS.search(text):
        return "Communication"
    return next((schema for schema, words in LINK_WORDS if re.search(words, text)), LINK_CHOICES[0])
