/** A division that is no more, under the name and code that old papers, certificates and people's numbers still bear. */
export interface FormerDivision {
  name: string;
  /** Absent where only the name matters. */
  code?: string;
  /** What its ground belongs to now; more than one where it was divided. */
  now: readonly [string, ...string[]];
}

const former = (line: string): FormerDivision => {
  const [name = '', code = '', now = '', ...more] = line.split(' ');
  return { name, ...(code !== '-' && { code }), now: [now, ...more] };
};

/** 苏州: 区县 of GB/T 2260 that were merged or renamed since 2000. */
export const formerDivisionsOfSuzhou: readonly FormerDivision[] = [
  '沧浪区 320502 320508',
  '平江区 320503 320508',
  '金阊区 320504 320508',
  '苏州市郊区 320511 320505',
  '吴江市 320584 320509',
  '吴县市 320586 320506 320507',
].map(former);

/** Elsewhere: what addresses still name, by the notices of 国务院 on 行政区划调整; names alone. */
export const formerDivisionsElsewhere: readonly FormerDivision[] = [
  '崇文区 - 110101',
  '宣武区 - 110102',
  '密云县 - 110118',
  '延庆县 - 110119',
  '卢湾区 - 310101',
  '闸北区 - 310106',
  '南汇区 - 310115',
  '崇明县 - 310151',
  '塘沽区 - 120116',
  '汉沽区 - 120116',
  '大港区 - 120116',
  '静海县 - 120118',
  '宁河县 - 120117',
  '蓟县 - 120119',
  '萝岗区 - 440112',
  '东山区 - 440104',
  '芳村区 - 440103',
  '增城市 - 440118',
  '从化市 - 440117',
  '南海市 - 440605',
  '顺德市 - 440606',
  '小河区 - 520111',
  '下关区 - 320106',
  '白下区 - 320104',
  '溧水县 - 320117',
  '高淳县 - 320118',
  '戚墅堰区 - 320412',
  '金坛市 - 320413',
  '崇安区 - 320213',
  '南长区 - 320213',
  '北塘区 - 320213',
  '江都市 - 321012',
  '姜堰市 - 321204',
  '海门市 - 320614',
  '港闸区 - 320613',
  '通州市 - 320612',
  '大丰市 - 320904',
  '铜山县 - 320312',
  '四方区 - 370203',
  '胶南市 - 370211',
  '即墨市 - 370215',
  '章丘市 - 370114',
  '莱芜市 - 370116 370117',
  '文登市 - 371003',
  '蓬莱市 - 370614',
  '兖州市 - 370812',
  '富阳市 - 330111',
  '临安市 - 330112',
  '江东区 - 330212',
  '奉化市 - 330213',
  '绍兴县 - 330603',
  '上虞市 - 330604',
  '双流县 - 510116',
  '郫县 - 510117',
  '新津县 - 510118',
  '望城县 - 430112',
  '户县 - 610118',
  '高陵县 - 610117',
  '呈贡县 - 530114',
  '东陵区 - 210112',
  '九台市 - 220113',
  '双城市 - 230113',
  '普兰店市 - 210214',
  '鹿泉市 - 130110',
  '藁城市 - 130109',
  '清苑县 - 130608',
  '徐水县 - 130609',
  '长乐市 - 350112',
  '璧山县 - 500120',
  '荣昌县 - 500153',
  '铜梁县 - 500151',
  '潼南县 - 500152',
  '开县 - 500154',
  '梁平县 - 500155',
  '武隆县 - 500156',
].map(former);

const byCode = new Map(formerDivisionsOfSuzhou.map((division) => [division.code, division]));

/** What an abolished code of 苏州 was, and what it is now. */
export const formerDivisionOf = (code: string): FormerDivision | undefined => byCode.get(code);
