import type { Dictionary } from './dictionary.ts';

/** 国民经济行业分类 (GB/T 4754-2017): the first two digits of a code (大类) belong to one letter (门类). */
export const industryLetter: Dictionary = {
  title: '行业门类',
  source: 'GB/T 4754-2017',
  codes: {
    A: '农、林、牧、渔业',
    B: '采矿业',
    C: '制造业',
    D: '电力、热力、燃气及水生产和供应业',
    E: '建筑业',
    F: '批发和零售业',
    G: '交通运输、仓储和邮政业',
    H: '住宿和餐饮业',
    I: '信息传输、软件和信息技术服务业',
    J: '金融业',
    K: '房地产业',
    L: '租赁和商务服务业',
    M: '科学研究和技术服务业',
    N: '水利、环境和公共设施管理业',
    O: '居民服务、修理和其他服务业',
    P: '教育',
    Q: '卫生和社会工作',
    R: '文化、体育和娱乐业',
    S: '公共管理、社会保障和社会组织',
    T: '国际组织',
  },
};

/** Letter and the last 大类 that belongs to it, in order. */
const lastDivisions: readonly (readonly [string, number])[] = [
  ['A', 5],
  ['B', 12],
  ['C', 43],
  ['D', 46],
  ['E', 50],
  ['F', 52],
  ['G', 60],
  ['H', 62],
  ['I', 65],
  ['J', 69],
  ['K', 70],
  ['L', 72],
  ['M', 75],
  ['N', 79],
  ['O', 82],
  ['P', 83],
  ['Q', 85],
  ['R', 90],
  ['S', 96],
  ['T', 97],
];

/** The letter that the first two digits of an industry code imply; undefined when there is no such 大类. */
export const letterOfIndustry = (code: string): string | undefined => {
  const division = /^\d{2}/.test(code) ? Number(code.slice(0, 2)) : 0;
  return division < 1 ? undefined : lastDivisions.find(([, last]) => division <= last)?.[0];
};
