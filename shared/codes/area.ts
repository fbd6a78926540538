import type { Dictionary } from './dictionary.ts';

/** 行政区划代码, of the city only: the statutory code of 苏州高新区 is that of 虎丘区. Other systems' own codes (320571, four-digit ones) are mapped where they come in. */
export const area: Dictionary = {
  title: '行政区划代码',
  source: 'GB/T 2260',
  codes: {
    '320500': '苏州市',
    '320505': '虎丘区',
    '320506': '吴中区',
    '320507': '相城区',
    '320508': '姑苏区',
    '320509': '吴江区',
    '320581': '常熟市',
    '320582': '张家港市',
    '320583': '昆山市',
    '320585': '太仓市',
  },
  alsoCalled: { 高新区: '320505', 苏州高新区: '320505' },
};
