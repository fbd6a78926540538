import type { Inspectorate } from './inspectorate.ts';
import { type SampleDepartment, sampleDepartments } from './people.ts';
import type { Writing } from './write-rows.ts';

const named = (name: string): SampleDepartment => {
  const department = sampleDepartments.find((one) => one.name === name);
  if (!department) throw new Error(`no sample department ${name}`);
  return department;
};

/** How its systems export: each does it in its own way. */
interface Exports {
  /** Of all checks. */
  share: number;
  files: { officers: Writing; checks: Writing; penalties?: Writing; enforcements?: Writing; others?: Writing };
}

const csv = { format: 'csv', encoding: 'utf-8', delimiter: ',', lineEnd: '\r\n', titled: true } as const;

/** The departments that act in the sample; the first also keeps the register of market entities. Facts and fines are those of the laws that are quoted; cases are made up. */
export const inspectorates: readonly [Inspectorate & Exports, ...(Inspectorate & Exports)[]] = [
  {
    department: named('区市场监管局'),
    number: '11',
    initials: 'SJ',
    institution: '苏州市虎丘区市场监督管理局',
    documents: '苏虎市监',
    items: [
      { code: '01310102110011', name: '食品经营者监督检查' },
      { code: '01310105210022', name: '特种设备使用单位监督检查' },
      { code: '01310108310033', name: '药品零售监督检查' },
      { code: '01310112410044', name: '企业公示信息抽查' },
    ],
    letters: 'FHOQ',
    offences: [
      {
        fact: '进货时未查验供货者的许可证和相关证明文件，未建立并遵守进货查验记录制度',
        law: '《中华人民共和国食品安全法》第一百二十六条第一款第（三）项',
        fine: [5000, 20_000],
      },
      { fact: '经营超过保质期的食品', law: '《中华人民共和国食品安全法》第一百二十四条第一款第（五）项', fine: [50_000, 80_000] },
      { fact: '使用未经定期检验的特种设备', law: '《中华人民共和国特种设备安全法》第八十四条第（一）项', fine: [30_000, 60_000] },
      { fact: '销售商品不按规定明码标价', law: '《中华人民共和国价格法》第四十二条', fine: [500, 3000] },
    ],
    measures: [
      {
        name: '扣押涉嫌不符合食品安全标准的食品',
        fact: '涉嫌经营不符合食品安全标准的食品',
        law: '《中华人民共和国食品安全法》第一百一十条第（四）项',
        type: '3',
      },
      {
        name: '查封存在严重事故隐患的特种设备',
        fact: '使用的特种设备存在严重事故隐患',
        law: '《中华人民共和国特种设备安全法》第六十一条第（三）项',
        type: '2',
      },
    ],
    others: [
      { measure: '5', name: '开展食品安全合规经营行政指导', closing: '当事人已按指导意见完善制度' },
      { measure: '7', name: '责令改正', closing: '已整改，复查合格' },
    ],
    share: 0.42,
    files: {
      officers: { format: 'xlsx', titled: true },
      checks: { ...csv, lineEnd: '\n', titled: false },
      penalties: { ...csv, mark: true },
      enforcements: { format: 'ndjson', encoding: 'utf-8', titled: true },
      others: { format: 'push', titled: false },
    },
  },
  {
    department: named('区生态环境局'),
    number: '12',
    initials: 'HB',
    institution: '苏州市虎丘生态环境局',
    documents: '苏虎环',
    items: [
      { code: '01160201110015', name: '排污单位现场检查' },
      { code: '01160203210026', name: '危险废物产生单位监督检查' },
      { code: '01160207310037', name: '建设项目环境保护检查' },
    ],
    letters: 'CD',
    offences: [
      {
        fact: '未按照规定设置危险废物识别标志',
        law: '《中华人民共和国固体废物污染环境防治法》第一百一十二条第一款第（一）项',
        fine: [100_000, 150_000],
      },
      {
        fact: '产生含挥发性有机物废气的生产和服务活动未在密闭空间或者设备中进行',
        law: '《中华人民共和国大气污染防治法》第一百零八条第（一）项',
        fine: [20_000, 60_000],
      },
      { fact: '未建立环境管理台账记录制度', law: '《排污许可管理条例》第三十七条第（一）项', fine: [5000, 20_000] },
    ],
    share: 0.15,
    files: {
      officers: { ...csv, encoding: 'gb18030' },
      checks: { ...csv, delimiter: '\t', mark: true },
      penalties: { format: 'xlsx', titled: true },
    },
  },
  {
    department: named('区应急管理局'),
    number: '13',
    initials: 'YJ',
    institution: '苏州市虎丘区应急管理局',
    documents: '苏虎应急',
    items: [
      { code: '01250301110019', name: '工贸企业安全生产检查' },
      { code: '01250304210020', name: '危险化学品经营单位检查' },
      { code: '01250306310031', name: '应急预案备案检查' },
    ],
    letters: 'CGE',
    offences: [
      {
        fact: '未按照规定对从业人员进行安全生产教育和培训',
        law: '《中华人民共和国安全生产法》第九十七条第（三）项',
        fine: [10_000, 30_000],
      },
      {
        fact: '未在有较大危险因素的生产经营场所设置明显的安全警示标志',
        law: '《中华人民共和国安全生产法》第九十九条第（一）项',
        fine: [5000, 20_000],
      },
    ],
    measures: [
      {
        name: '查封不符合国家标准的设备',
        fact: '使用不符合保障安全生产的国家标准的设备',
        law: '《中华人民共和国安全生产法》第六十五条第一款第（四）项',
        type: '2',
      },
    ],
    others: [
      { measure: '6', name: '就安全生产主体责任落实情况开展约谈', closing: '已约谈，当事人作出书面承诺' },
      { measure: '7', name: '责令限期整改', closing: '已整改，复查合格' },
    ],
    share: 0.2,
    files: {
      officers: csv,
      checks: { ...csv, encoding: 'gb18030', extra: { title: '备注', value: '无' } },
      penalties: { ...csv, delimiter: ';', encoding: 'gb18030' },
      enforcements: { ...csv, delimiter: '\t' },
      others: { ...csv, gzip: true },
    },
  },
  {
    department: named('区城管局'),
    number: '14',
    initials: 'CG',
    institution: '苏州市虎丘区城市管理局',
    documents: '苏虎城管',
    items: [
      { code: '01170101110012', name: '市容环境卫生责任区检查' },
      { code: '01170103210023', name: '户外广告和店招标牌检查' },
    ],
    letters: 'HFO',
    offences: [
      {
        fact: '未经批准擅自在街道两侧堆放物料，影响市容',
        law: '《城市市容和环境卫生管理条例》第三十六条第（二）项',
        fine: [200, 2000],
      },
      {
        fact: '未经同意擅自设置大型户外广告，影响市容',
        law: '《城市市容和环境卫生管理条例》第三十六条第（一）项',
        fine: [500, 3000],
      },
    ],
    share: 0.08,
    files: {
      officers: { ...csv, delimiter: '\t' },
      checks: { format: 'ndjson', encoding: 'utf-8', titled: false },
      penalties: { format: 'ndjson', encoding: 'utf-8', titled: true, gzip: true },
    },
  },
  {
    department: named('区公安分局'),
    number: '15',
    initials: 'GA',
    institution: '苏州市公安局虎丘分局',
    documents: '苏虎公',
    items: [
      { code: '01090105110013', name: '企业事业单位内部治安保卫检查' },
      { code: '01090107210024', name: '旅馆业治安检查' },
    ],
    letters: 'HKG',
    others: [{ measure: '7', name: '责令限期整改治安隐患', closing: '已整改，复查合格' }],
    share: 0.05,
    files: {
      officers: { format: 'ndjson', encoding: 'utf-8', titled: true },
      checks: { ...csv, delimiter: '|', encoding: 'gb18030' },
      others: { ...csv, delimiter: ';' },
    },
  },
  {
    department: named('区卫健委'),
    number: '16',
    initials: 'WJ',
    institution: '苏州市虎丘区卫生健康委员会',
    documents: '苏虎卫',
    items: [
      { code: '01230102110014', name: '公共场所卫生监督检查' },
      { code: '01230105210025', name: '医疗机构监督检查' },
    ],
    letters: 'HOQR',
    offences: [
      {
        fact: '安排未获得有效健康合格证明的从业人员从事直接为顾客服务工作',
        law: '《公共场所卫生管理条例实施细则》第三十八条',
        fine: [500, 3000],
      },
      { fact: '未依法取得公共场所卫生许可证擅自营业', law: '《公共场所卫生管理条例实施细则》第三十五条', fine: [500, 5000] },
    ],
    share: 0.06,
    files: {
      officers: { ...csv, delimiter: ';' },
      checks: { format: 'xlsx', titled: true },
      penalties: { ...csv, delimiter: '|' },
    },
  },
  {
    department: named('区住建局'),
    number: '17',
    initials: 'ZJ',
    institution: '苏州市虎丘区住房和城乡建设局',
    documents: '苏虎住建',
    items: [
      { code: '01150201110016', name: '建设工程安全生产监督检查' },
      { code: '01150203210027', name: '建设工程质量监督检查' },
    ],
    letters: 'EK',
    others: [{ measure: '7', name: '责令限期改正', closing: '已整改，复查合格' }],
    share: 0.04,
    files: {
      officers: { ...csv, delimiter: '|' },
      checks: { ...csv, gzip: true },
      others: { format: 'xlsx', titled: true },
    },
  },
];
