"""What the data checks say, in both languages: one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ontology.model import Property, Text

__all__ = ["Issue", "interval", "issue"]


class Issue(NamedTuple):
    """What is wrong with a value, and what to do about it."""

    reason: Text
    hint: Text


_TABLE: Mapping[str, Issue] = MappingProxyType(
    {
        "kind.unknown": Issue(
            Text("没有名为“{kind}”的类或链接类型。", "There is no class or link type “{kind}”."),
            Text("是否指：{near}？", "Did you mean: {near}?"),
        ),
        "kind.abstract": Issue(
            Text("“{label}”是抽象类，没有实体恰好属于它。", "“{label}” is abstract: nothing is exactly that."),
            Text("请改用：{choices}。", "Use one of: {choices}."),
        ),
        "property.unknown": Issue(
            Text("“{label}”没有属性“{name}”。", "“{label}” has no property “{name}”."),
            Text("它有：{near}。", "It has: {near}."),
        ),
        "property.missing": Issue(
            Text("缺少必填的“{label}”。", "The required “{label}” is missing."),
            Text("{definition}", "{definition}"),
        ),
        "identifier.other-kind": Issue(
            Text(
                "该标识已属于另一类事物（{label}）。",
                "The identifier already belongs to another kind of thing ({label}).",
            ),
            Text("请检查标识或类别。", "Check the identifier, or the kind of this row."),
        ),
        "link.nothing": Issue(
            Text("所指的实体不存在。", "A link to nothing: no such entity is known."),
            Text(
                "请检查编号；该实体也可能已被拒绝。",
                "Check the id, or load the entity first; it may have been rejected itself.",
            ),
        ),
        "link.cycle": Issue(
            Text("形成了不允许的循环。", "The link closes a cycle, and links of this type may form none."),
            Text("请检查方向，或删除循环中的一条。", "Check its direction, or take out one link of the cycle."),
        ),
        "list.wanted": Issue(
            Text("此处应为列表。", "A list is wanted here."),
            Text("表格中用“;”分隔各项。", "In a table, separate the items with “;”."),
        ),
        "list.unwanted": Issue(
            Text("此处只能有一个值。", "Only one value is possible here."), Text("只保留一个。", "Keep one of them.")
        ),
        "type.string": Issue(Text("不是文本。", "Not a text."), Text("改为文本。", "Give a text.")),
        "type.integer": Issue(
            Text("不是整数。", "Not a whole number."),
            Text("只用数字，如 {example}。", "Use digits only, as in {example}."),
        ),
        "type.decimal": Issue(
            Text("不是数字。", "Not a number."),
            Text("只用数字和小数点，如 {example}。", "Use digits and a decimal point only, as in {example}."),
        ),
        "type.boolean": Issue(
            Text("不是是或否。", "Neither true nor false."), Text("写 true 或 false。", "Write true or false.")
        ),
        "type.date": Issue(
            Text("不是日期。", "Not a date."), Text("写成 2025-12-01 的形式。", "Write it like 2025-12-01.")
        ),
        "type.uri": Issue(
            Text("不是网址。", "Not a web address."),
            Text("以 https:// 开头的完整地址。", "Give the whole address with https://."),
        ),
        "range": Issue(Text("超出范围。", "Out of range."), Text("须{interval}。", "It must be {interval}.")),
        "pattern": Issue(
            Text("格式不符。", "Not of the required form."),
            Text("应匹配 {pattern}，如 {example}。", "It must match {pattern}, as in {example}."),
        ),
        "blank": Issue(
            Text("空白文本。", "A blank text."), Text("未知就不填，不要用空白代替。", "Leave out what is not known.")
        ),
        "code": Issue(
            Text("不是“{scheme}”代码表中的代码。", "Not a code of the list “{scheme}”."),
            Text("可用：{near}。", "Possible are: {near}."),
        ),
        "order.before": Issue(
            Text("须早于（小于）“{other}”。", "Must be before (less than) “{other}”."),
            Text("检查两者是否颠倒。", "Check whether the two are swapped."),
        ),
        "order.not-after": Issue(
            Text("不得晚于（大于）“{other}”。", "Must not be after (greater than) “{other}”."),
            Text("检查两者是否颠倒。", "Check whether the two are swapped."),
        ),
        "end.from": Issue(
            Text("“{link}”不能从“{kind}”开始。", "“{link}” can't start at “{kind}”."),
            Text("起点须为：{choices}。", "It starts at: {choices}."),
        ),
        "end.to": Issue(
            Text("“{link}”不能指向“{kind}”。", "“{link}” can't lead to “{kind}”."),
            Text("终点须为：{choices}。", "It leads to: {choices}."),
        ),
    }
)


def issue(key: str, **values: str | Text) -> Issue:
    """The entry of the table, filled in; a `Text` is taken in the language of the sentence."""
    reason, hint = _TABLE[key]
    return Issue(_filled(reason, values), _filled(hint, values))


def _filled(text: Text, values: Mapping[str, str | Text]) -> Text:
    zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
    return Text(text.zh.format_map(zh), text.en.format_map(en))


def interval(prop: Property) -> Text:
    """The bounds of a number in words: `at least 0 and at most 1`."""
    bounds = (
        ("大于 ", "above ", prop.exclusive_minimum),
        ("不小于 ", "at least ", prop.minimum),
        ("不大于 ", "at most ", prop.maximum),
    )
    told = [(f"{zh}{bound:.15g}", f"{en}{bound:.15g}") for zh, en, bound in bounds if bound is not None]
    return Text("、".join(zh for zh, _ in told), " and ".join(en for _, en in told))
