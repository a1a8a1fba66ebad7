"""Six invented product chains: which product goes into which, with the share of the buyer's input that it makes up.

Kinds of product are real; the shares are invented, and left out where they are "unknown".
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CHAINS", "Chain", "Flow", "Good", "chains"]

CHAINS = {
    "machine-tools|高端机床|high-end machine tools": """
        bearing-steel 轴承钢 bearing steel > precision-bearing .30
        castings 机床铸件 machine castings > machine-tool .14, grinder .18
        precision-bearing 精密轴承 precision bearings > spindle .22!, ball-screw .12
        ball-screw 滚珠丝杠 ball screws > machine-tool .07!, grinder .09!
        linear-guide 直线导轨 linear guides > machine-tool .06, grinder .07
        spindle 电主轴 motor spindles > machine-tool .17!, grinder .15!
        encoder 光栅编码器 optical encoders > servo-motor .11!, robot-joint .06
        servo-motor 伺服电机 servo motors > machine-tool .12, grinder .10
        cnc 数控系统 numerical controls > machine-tool .19!, grinder .12
        cutting-tool 超硬刀具 superhard cutting tools > machine-tool ?
        machine-tool 五轴数控机床 machine tools > spindle .10, grinder .08, reducer .13!, gas-turbine-blade .15!
        grinder 精密磨床 precision grinders > ball-screw .16!, precision-bearing .18!, linear-guide .14""",
    "humanoid-robots|人形机器人|humanoid robots": """
        rare-earth-magnet 稀土永磁体 rare-earth magnets > frameless-motor .33!, servo-motor .21
        reducer 精密减速器 precision reducers > robot-joint .36!
        frameless-motor 无框力矩电机 frameless torque motors > robot-joint .28!, dexterous-hand .17
        force-sensor 六维力传感器 six-axis force sensors > dexterous-hand .24, robot-joint ?
        tactile-skin 触觉皮肤 tactile skin > dexterous-hand .15
        robot-joint 一体化关节 integrated joints > humanoid-robot .42!
        dexterous-hand 灵巧手 dexterous hands > humanoid-robot .18
        motion-model 运动控制大模型 motion control models > humanoid-robot ?
        solid-state-pack 固态电池包 solid-state battery packs > humanoid-robot .07, low-altitude-aircraft .29!
        humanoid-robot 人形机器人 humanoid robots""",
    "hydrogen|绿氢装备|green hydrogen equipment": """
        ionomer 全氟磺酸树脂 ionomer resin > proton-membrane .52!
        proton-membrane 质子交换膜 proton exchange membranes > electrode-assembly .31!
        iridium-catalyst 铱催化剂 iridium catalysts > electrode-assembly .44!
        titanium-felt 钛毡 titanium felts > electrolyser-stack .13
        bipolar-plate 双极板 bipolar plates > electrolyser-stack .24
        electrode-assembly 膜电极 membrane electrode assemblies > electrolyser-stack .41!
        electrolyser-stack 电解堆 electrolyser stacks > electrolyser .58!
        rectifier 制氢电源 rectifiers > electrolyser .21
        electrolyser 制氢装备 electrolysers > green-hydrogen .34
        green-hydrogen 绿氢 green hydrogen > liquid-hydrogen .61!
        cryo-valve 低温阀门 cryogenic valves > liquid-hydrogen .08!
        liquid-hydrogen 液氢 liquid hydrogen""",
    "power-semiconductors|功率半导体|power semiconductors": """
        specialty-gas 电子特气 electronic specialty gases > epitaxial-wafer .09, power-chip .06
        photoresist-resin 光刻胶树脂 photoresist resins > photoresist .47!
        photoresist 光刻胶 photoresists > power-chip .07!, mems-chip .08
        silicon-carbide 碳化硅衬底 silicon carbide substrates > epitaxial-wafer .55!
        epitaxial-wafer 外延片 epitaxial wafers > power-chip .46!
        power-chip 功率芯片 power chips > power-module .49!
        ceramic-substrate 陶瓷基板 ceramic substrates > power-module .14
        sintering-silver 烧结银浆 sintering silver paste > power-module .05!
        mems-chip 微机电芯片 MEMS chips > force-sensor .37!
        power-module 功率模块 power modules > rectifier .38!, electric-drive .33!, servo-motor .09
        electric-drive 电驱总成 electric drives > electric-excavator .27
        electric-excavator 电动挖掘机 electric excavators""",
    "biomedicine|生物药|biological medicines": """
        culture-medium 细胞培养基 cell culture media > drug-substance .23!
        single-use-bag 一次性反应袋 single-use bags > drug-substance .16!
        chromatography-resin 层析填料 chromatography resins > drug-substance .21!
        virus-filter 除病毒滤器 virus filters > drug-substance .09!
        cell-bank 工程细胞株 engineered cell banks > drug-substance ?
        drug-substance 重组蛋白原液 protein drug substance > protein-drug .57!
        borosilicate-tube 中硼硅玻管 borosilicate tubing > vial .43!
        vial 西林瓶 vials > protein-drug .06!
        stopper 覆膜胶塞 coated stoppers > protein-drug .04
        protein-drug 重组蛋白药物 recombinant protein drugs""",
    "flight-power|低空动力|low-altitude flight power": """
        lithium-sulphide 硫化锂 lithium sulphide > solid-electrolyte .48!
        solid-electrolyte 固态电解质 solid electrolytes > solid-state-cell .26!
        cathode-precursor 正极前驱体 cathode precursors > cathode .51
        cathode 高镍正极 high-nickel cathodes > solid-state-cell .33
        lithium-foil 锂箔 lithium foil > solid-state-cell .17
        solid-state-cell 固态电芯 solid-state cells > solid-state-pack .64!
        aramid-honeycomb 芳纶蜂窝 aramid honeycomb > low-altitude-aircraft .08
        superalloy 高温合金 superalloys > gas-turbine-blade .39!
        gas-turbine-blade 涡轮叶片 turbine blades > hybrid-turbine .29!
        hybrid-turbine 混动涡轮 hybrid turbines > low-altitude-aircraft .22
        low-altitude-aircraft 低空飞行器 low-altitude aircraft""",
}
"""Chain -> a line a product: key, names, and after `>` what it goes into; `!` is essential, `?` an unknown share."""


class Good(NamedTuple):
    """A product and the chain it belongs to."""

    key: str
    zh: str
    en: str
    chain: str


class Flow(NamedTuple):
    """`share` of the input of `downstream` that is `upstream`, empty if unknown."""

    upstream: str
    downstream: str
    share: str
    essential: bool


class Chain(NamedTuple):
    """An industry chain."""

    key: str
    zh: str
    en: str


def chains() -> tuple[list[Chain], list[Good], list[Flow]]:
    """The text above, read."""
    found: tuple[list[Chain], list[Good], list[Flow]] = ([], [], [])
    for title, lines in CHAINS.items():
        chain = Chain(*title.split("|"))
        found[0].append(chain)
        for line in lines.strip().splitlines():
            names, _, targets = line.partition(" > ")
            key, zh, en = names.strip().split(" ", 2)
            found[1].append(Good(key, zh, en, chain.key))
            found[2].extend(flow(key, target) for target in targets.split(", ") if target)
    return found


def flow(upstream: str, target: str) -> Flow:
    downstream, share = target.split()
    known = share.strip("!?")
    return Flow(upstream, downstream, f"0{known}" if known else "", share.endswith("!"))
