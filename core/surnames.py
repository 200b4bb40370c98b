"""Surnames that are read otherwise than the same characters elsewhere (多音姓).

Readings as in 现代汉语词典 (7th edition) and 新华字典, where two live both, the more frequent first; the compound
surnames as in 百家姓 and in the tables of npm pinyin-pro 3.29.4 and pinyin 4.0.0. Characters that have one reading
only are not here: pypinyin 0.55 reads those right, but 曾 as ceng, 卜 as bo, 阚 as han.
"""

_SINGLE = """
曾 zeng|翟 zhai di|单 shan|解 xie|查 zha|区 ou|覃 qin tan|仇 qiu|阚 kan|种 chong|乐 yue le|朴 piao|盖 ge gai|缪 miao
薄 bo|卜 bu|都 du|隗 wei kui|员 yun|贠 yun|召 shao|折 she|繁 po|能 nai|句 gou|乜 nie|六 lu liu|秘 bi mi|宓 mi fu
郗 xi chi|郇 xun huan|谌 chen shen|牟 mu mou|莘 shen xin|祭 zhai ji|黑 hei he|尉 wei|洗 xian|冼 xian|柏 bai bo
重 chong zhong|逢 feng pang|逄 pang|佴 nai|么 yao|幺 yao|郄 qie xi|隽 juan jun|炅 gui|粘 nian|藏 cang zang
降 xiang jiang|圈 juan|蔚 yu wei|长 chang zhang|还 huan|什 shi|便 pian|颉 xie|丌 qi ji|过 guo|华 hua|任 ren|宁 ning
纪 ji|应 ying|燕 yan|曲 qu|葛 ge|令 ling|车 che|石 shi|万 wan|费 fei|贲 ben|那 na|撒 sa|褚 chu|臧 zang|强 qiang
相 xiang|盛 sheng|台 tai|宿 su|冯 feng|殷 yin|沈 shen|佘 she|瞿 qu|郝 hao|阿 a|叶 ye|俞 yu|於 yu|肖 xiao|行 xing
"""

_COMPOUND = """
万俟 mo qi|单于 chan yu|尉迟 yu chi|长孙 zhang sun|澹台 tan tai|皇甫 huang fu|鲜于 xian yu|令狐 ling hu
乐正 yue zheng|宰父 zai fu|谷梁 gu liang|榖梁 gu liang|亓官 qi guan|闾丘 lv qiu|子车 zi ju|相里 xiang li|第五 di wu
拓跋 tuo ba|赫连 he lian|濮阳 pu yang|公冶 gong ye|夹谷 jia gu|句龙 gou long|呼延 hu yan|欧阳 ou yang|司马 si ma
上官 shang guan|夏侯 xia hou|诸葛 zhu ge|闻人 wen ren|东方 dong fang|公羊 gong yang|宗政 zong zheng|淳于 chun yu
太叔 tai shu|申屠 shen tu|公孙 gong sun|仲孙 zhong sun|轩辕 xuan yuan|钟离 zhong li|宇文 yu wen|慕容 mu rong
司徒 si tu|司空 si kong|司寇 si kou|南宫 nan gong|百里 bai li|东郭 dong guo|南门 nan men|西门 xi men|东门 dong men
羊舌 yang she|梁丘 liang qiu|左丘 zuo qiu|颛孙 zhuan sun|端木 duan mu|巫马 wu ma|公西 gong xi|漆雕 qi diao
壤驷 rang si|公良 gong liang|段干 duan gan|毌丘 guan qiu|纳兰 na lan|完颜 wan yan|独孤 du gu|耶律 ye lv|哥舒 ge shu
爱新觉罗 ai xin jue luo|叶赫那拉 ye he na la|达奚 da xi|斛律 hu lv
"""


def _table(text: str) -> dict[str, list[str]]:
    rows = (row.split() for line in text.split("\n") for row in line.split("|") if row.strip())
    return {surname: readings for surname, *readings in rows}


#: A surname of one character, and each way to read it.
SINGLE = _table(_SINGLE)
#: A surname of several characters, and the reading of each of them.
COMPOUND = _table(_COMPOUND)
_LENGTHS = sorted({len(surname) for surname in COMPOUND}, reverse=True)


def surname_of(name: str) -> str:
    """The compound surname that a Chinese name begins with, else its first character; a given name is left over."""
    found = (name[:length] for length in _LENGTHS if len(name) > length and name[:length] in COMPOUND)
    return next(found, name[:1])


def readings_of(surname: str) -> list[list[str]]:
    """Every reading of a surname in syllables; none where it is read like the same character elsewhere."""
    if surname in COMPOUND:
        return [COMPOUND[surname]]
    return [[reading] for reading in SINGLE.get(surname, ())]
