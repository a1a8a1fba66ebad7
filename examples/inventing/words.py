"""The words that the invented platform system is put together from. Only regions and kinds of product are real.

Each text is (Chinese, English). What is told of a platform: its subject, its region (ISO 3166-2) and its direction.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "BODIES",
    "END_USERS",
    "INSTITUTES",
    "SERVICES",
    "SERVICE_BODIES",
    "STEMS",
    "UNIVERSITIES",
    "Topic",
    "topics",
]

Text = tuple[str, str]


class Topic(NamedTuple):
    """What a platform is for, where it stands, and the field or direction that it serves."""

    zh: str
    en: str
    region: str
    field: str


PLATFORMS = {
    "raw-materials": """
        petrochemicals JS 分子筛催化剂 zeolite catalysts
        petrochemicals SD 电子特气 electronic specialty gases
        petrochemicals ZJ 生物基聚酰胺 bio-based polyamides
        frontier-materials SD 芳纶纤维 aramid fibres
        - LN 高温合金 superalloys
        - JX 稀土永磁 rare-earth magnets
        - SC 锂电正极材料 battery cathode materials
        frontier-materials GD 气凝胶 aerogels
        frontier-materials ZJ 石墨烯薄膜 graphene films
        - AH 特种玻璃 special glass
        frontier-materials SH 超导带材 superconducting tapes
        petrochemicals SN 煤基新材料 coal-based materials""",
    "equipment": """
        machine-tools LN 五轴机床 five-axis machine tools
        machine-tools SD 滚动功能部件 rolling components
        - HA 高端轴承 precision bearings
        machine-tools ZJ 精密减速器 precision reducers
        instruments BJ 质谱仪器 mass spectrometers
        instruments CQ 工业断层扫描 industrial tomography
        major-equipment HI 深海装备 deep-sea equipment
        major-equipment HL 高端农机 farm machinery
        major-equipment HN 工程机械电驱 electric construction machinery
        major-equipment SC 燃气轮机部件 gas turbine parts
        - HB 激光加工装备 laser processing equipment""",
    "consumer-goods": """
        biomedicine SH 重组蛋白药物 recombinant protein drugs
        biomedicine GZ 中药新制剂 new forms of Chinese medicines
        - TJ 合成生物食品 synthetic-biology foods
        - FJ 功能性纺织品 functional textiles
        - NM 婴幼儿配方食品 infant formula
        - HI 可降解包装 degradable packaging
        biomedicine GD 细胞治疗 cell therapies
        biomedicine HB 医用敷料 wound dressings
        - AH 智能家电 smart household appliances
        - QH 高原特色食品 highland foods""",
    "information-technology": """
        integrated-circuits JS 光刻材料 lithography materials
        integrated-circuits HN 功率半导体 power semiconductors
        integrated-circuits HB 硅光芯片 silicon photonics
        integrated-circuits JS 微机电传感器 MEMS sensors
        integrated-circuits SN 先进封装 advanced packaging
        - HA 智能终端 smart terminals
        - SH 工业软件 industrial software
        artificial-intelligence BJ 行业大模型 industry models
        - CQ 卫星通信终端 satellite terminals
        - SC 新型显示材料 display materials""",
    "emerging": """
        humanoid-robots SH 人形机器人关节 humanoid robot joints
        humanoid-robots ZJ 灵巧手 dexterous hands
        hydrogen HE 质子交换膜电解槽 proton exchange membrane electrolysers
        hydrogen BJ 液氢储运 liquid hydrogen storage
        - GD 固态电池 solid-state batteries
        quantum AH 量子测控 quantum control electronics
        - JS 钙钛矿光伏 perovskite photovoltaics
        - SC 低空飞行器 low-altitude aircraft
        - TJ 脑机接口 brain-computer interfaces
        fusion AH 聚变真空部件 fusion vacuum components""",
    "common-needs": """
        - GD 可靠性验证 reliability verification
        - SX 绿色工艺 green processes
        - JL 材料表征 materials characterisation
        - GS 工艺放大 process scale-up
        - YN 数字孪生 digital twins
        - NX 过程安全评价 process safety assessment
        - GX 计量校准 metrology and calibration
        - XJ 特种环境试验 special environment tests
        - LN 概念验证 proof of concept""",
}
"""Field -> one line a platform: direction (`-` where none is named in public), region, subject in both languages."""


def topics() -> list[Topic]:
    """The lines above, read."""
    found: list[Topic] = []
    for field, lines in PLATFORMS.items():
        for line in lines.strip().splitlines():
            direction, region, zh, en = line.split(maxsplit=3)
            found.append(Topic(zh, en, region, field if direction == "-" else direction))
    return found


STEMS: list[Text] = [
    ("青禾", "Greenfield"),
    ("云岭", "Cloudridge"),
    ("明湖", "Brightlake"),
    ("远山", "Farhill"),
    ("白鹭", "Egret"),
    ("金穗", "Goldear"),
    ("海潮", "Seatide"),
    ("松涛", "Pinewave"),
    ("赤壤", "Redsoil"),
    ("晨露", "Morningdew"),
    ("石桥", "Stonebridge"),
    ("竹溪", "Bamboocreek"),
    ("北风", "Northwind"),
    ("南浦", "Southshore"),
    ("银杉", "Silverfir"),
    ("沙洲", "Sandbank"),
    ("鹿鸣", "Deercall"),
    ("霜叶", "Frostleaf"),
    ("铁砚", "Ironslab"),
    ("麦浪", "Wheatwave"),
]

UNIVERSITIES: list[tuple[str, str, str]] = [
    ("东岭理工大学", "Eastridge University of Technology", "LN"),
    ("西川大学", "Westriver University", "SC"),
    ("南湖工业大学", "Southlake University of Industry", "HB"),
    ("北原大学", "Northplain University", "HE"),
    ("江心科技大学", "Midriver University of Science", "JS"),
    ("海角大学", "Farcape University", "HI"),
    ("云端理工大学", "Cloudtop University of Technology", "YN"),
    ("长堤大学", "Longdyke University", "ZJ"),
    ("砚台大学", "Inkstone University", "GD"),
    ("麓下工业大学", "Foothill University of Industry", "HN"),
    ("望潮海洋大学", "Tidewatch Ocean University", "SD"),
    ("驼铃大学", "Camelbell University", "GS"),
    ("春耕农业大学", "Springplough Agricultural University", "HL"),
    ("百草医药大学", "Hundredherbs Medical University", "GZ"),
    ("灯塔电子大学", "Lighthouse University of Electronics", "SN"),
    ("浦上大学", "Upperbank University", "SH"),
]

INSTITUTES: list[tuple[str, str, str]] = [
    ("催化研究院", "Institute of Catalysis", "JS"),
    ("先进陶瓷研究所", "Institute of Advanced Ceramics", "SD"),
    ("机床研究院", "Machine Tool Institute", "LN"),
    ("轴承技术研究所", "Bearing Technology Institute", "HA"),
    ("分析仪器研究所", "Institute of Analytical Instruments", "BJ"),
    ("蛋白质工程研究院", "Protein Engineering Institute", "SH"),
    ("微电子工艺研究院", "Institute of Microelectronic Processes", "JS"),
    ("光子集成研究所", "Institute of Integrated Photonics", "HB"),
    ("氢能研究院", "Hydrogen Institute", "HE"),
    ("机器人研究院", "Robotics Institute", "ZJ"),
    ("量子器件研究所", "Institute of Quantum Devices", "AH"),
    ("聚变工程研究所", "Institute of Fusion Engineering", "AH"),
    ("农业装备研究院", "Farm Equipment Institute", "HL"),
    ("纺织科学研究院", "Textile Research Institute", "FJ"),
    ("可靠性研究所", "Reliability Institute", "GD"),
    ("过程安全研究院", "Process Safety Institute", "NX"),
    ("计量技术研究院", "Metrology Institute", "GX"),
    ("稀土应用研究所", "Rare Earth Institute", "JX"),
]

END_USERS: list[tuple[str, str, str]] = [
    ("远洋船厂", "Ocean Shipyard", "SH"),
    ("江岸医院", "Riverside Hospital", "HB"),
    ("高原电网", "Highland Power Grid", "QH"),
    ("北线铁路", "Northline Railway", "HL"),
    ("西部油田", "Western Oil Field", "XJ"),
    ("晴空航空公司", "Clearsky Airline", "SC"),
    ("南港码头", "South Harbour Terminal", "GD"),
    ("城际公交", "Intercity Bus", "ZJ"),
    ("绿洲农场", "Oasis Farm", "NX"),
    ("冶炼基地", "Smelting Works", "JX"),
]

SERVICE_BODIES: list[tuple[str, str, str]] = [
    ("技术转移中心", "Technology Transfer Centre", "BJ"),
    ("产业基金", "Industry Fund", "JS"),
    ("标准与检测中心", "Standards and Testing Centre", "GD"),
    ("知识产权服务所", "Intellectual Property Office", "SH"),
    ("孵化器", "Incubator", "SN"),
    ("产业联盟秘书处", "Alliance Secretariat", "ZJ"),
]

BODIES: list[tuple[str, str, str]] = [
    ("中试主管部门", "Pilot Testing Authority", "BJ"),
    ("东部省工业厅", "Eastern Province Industry Department", "JS"),
    ("西部省工业厅", "Western Province Industry Department", "SC"),
]

SERVICES: dict[str, list[Text]] = {
    "design": [
        ("中试方案设计", "pilot scheme design"),
        ("工艺包设计", "process package design"),
        ("可制造性设计", "design for manufacture"),
    ],
    "performance": [
        ("性能测试", "performance test"),
        ("环境适应性试验", "environmental test"),
        ("寿命试验", "life test"),
        ("失效分析", "failure analysis"),
    ],
    "process": [
        ("工艺放大", "scale-up"),
        ("工艺优化", "process improvement"),
        ("小批量试制", "small-batch trial production"),
        ("关键参数验证", "verification of key parameters"),
    ],
    "adaptation": [
        ("整机适配", "fit with the whole machine"),
        ("材料适配", "fit of materials"),
        ("软硬件联调", "hardware and software integration"),
    ],
    "production": [
        ("产线节拍验证", "verification of cycle time"),
        ("良率爬坡", "yield ramp-up"),
        ("首批量产验证", "first-run production verification"),
    ],
}
"""Service type -> items of it."""
