import type { Inspectorate } from './checks.ts';
import { type SampleDepartment, sampleDepartments } from './people.ts';

const named = (name: string): SampleDepartment => {
  const department = sampleDepartments.find((one) => one.name === name);
  if (!department) throw new Error(`no sample department ${name}`);
  return department;
};

/** How its system exports: each does it in its own way. */
interface Layout {
  delimiter: string;
  lineEnd: string;
  mark: string;
  /** Chinese titles in the header instead of columns' names. */
  titled: boolean;
  extra?: { title: string; value: string };
}

/** The departments whose checks the sample has; the first also keeps the register of market entities. */
export const inspectorates: readonly [
  Inspectorate & { share: number; layout: Layout },
  ...(Inspectorate & { share: number; layout: Layout })[],
] = [
  {
    department: named('区市场监管局'),
    number: '11',
    initials: 'SJ',
    institution: '苏州市虎丘区市场监督管理局',
    items: [
      { code: '01310102110011', name: '食品经营者监督检查' },
      { code: '01310105210022', name: '特种设备使用单位监督检查' },
      { code: '01310108310033', name: '药品零售监督检查' },
      { code: '01310112410044', name: '企业公示信息抽查' },
    ],
    letters: 'FHOQ',
    share: 0.5,
    layout: { delimiter: ',', lineEnd: '\n', mark: '', titled: false },
  },
  {
    department: named('区生态环境局'),
    number: '12',
    initials: 'HB',
    institution: '苏州市虎丘生态环境局',
    items: [
      { code: '01160201110015', name: '排污单位现场检查' },
      { code: '01160203210026', name: '危险废物产生单位监督检查' },
      { code: '01160207310037', name: '建设项目环境保护检查' },
    ],
    letters: 'CD',
    share: 0.2,
    layout: { delimiter: '\t', lineEnd: '\r\n', mark: '\uFEFF', titled: true },
  },
  {
    department: named('区应急管理局'),
    number: '13',
    initials: 'YJ',
    institution: '苏州市虎丘区应急管理局',
    items: [
      { code: '01250301110019', name: '工贸企业安全生产检查' },
      { code: '01250304210020', name: '危险化学品经营单位检查' },
      { code: '01250306310031', name: '应急预案备案检查' },
    ],
    letters: 'CGE',
    share: 0.3,
    layout: { delimiter: ',', lineEnd: '\r\n', mark: '', titled: true, extra: { title: '备注', value: '无' } },
  },
];
