"""Real organizations of CORDIS that the invented system names by their PIC. What it says of them is invented."""

from __future__ import annotations

__all__ = ["GUESTS", "ORGANIZATIONS", "RUNS"]

ORGANIZATIONS = {
    "pic:999855631": ("University", "TSINGHUA UNIVERSITY"),
    "pic:998755845": ("University", "Zhejiang University"),
    "pic:997826100": ("University", "HUAZHONG UNIVERSITY OF SCIENCE AND TECHNOLOGY"),
    "pic:999977366": ("University", "TECHNISCHE UNIVERSITEIT DELFT"),
    "pic:999991334": ("University", "KATHOLIEKE UNIVERSITEIT LEUVEN"),
    "pic:999979500": ("ResearchInstitute", "CONSIGLIO NAZIONALE DELLE RICERCHE"),
    "pic:999984059": (
        "ResearchInstitute",
        "FRAUNHOFER GESELLSCHAFT ZUR FOERDERUNG DER ANGEWANDTEN FORSCHUNG E.V.",
    ),
}
"""PIC -> class and name, as CORDIS has them."""

RUNS = {
    "mass spectrometers": "pic:999855631",
    "dexterous hands": "pic:998755845",
    "silicon photonics": "pic:997826100",
}
"""Subject of an invented platform -> who is said to run it."""

GUESTS = {
    "humanoid-robots": ["pic:999855631", "pic:999984059"],
    "hydrogen": ["pic:999979500", "pic:999977366"],
    "power-semiconductors": ["pic:997826100", "pic:999991334"],
}
"""Chain -> who is said to take part in its invented consortium."""
