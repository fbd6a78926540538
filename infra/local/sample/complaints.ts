import { type Draw, drawFor } from './draw.ts';
import { dayFrom, entityAt, personName } from './entities.ts';
import { sampleDepartments } from './people.ts';
import { streets } from './words.ts';
import { defaultDistrict } from './write-files.ts';

/** As the upper platform says it (functions/complaints/notice.ts): this folder knows no function, so the notices are checked where they are sent, and by test/sample/complaints.test.ts. */
export interface SampleNotice {
  kind: 'order' | 'update' | 'withdrawal' | 'urging' | 'supervision' | 'evaluation';
  upperId: string;
  version: number;
  issuedAt: string;
  [field: string]: unknown;
}

export interface SampleDocument {
  upperId: string;
  /** The order first. */
  notices: SampleNotice[];
  truth: {
    /** Who is responsible. */
    department: string;
    /** Documents with the same are of one cause. */
    cause: string;
    /** By whom it is, when somebody makes a trade of it. */
    professional: boolean;
  };
}

type Wording = readonly [title: string, text: string];

/** What people complain of. 〔店〕 is the object's name, 〔地〕 the place; each wording is another citizen's. */
interface Cause {
  department: string;
  category: string;
  /** A word in the object's name; absent: it is about a place. */
  object?: string;
  item?: string;
  tracks?: readonly ('complaint' | 'tip' | 'request')[];
  urgency?: 'urgent' | 'emergency';
  /** 分. */
  amount?: number;
  injury?: true;
  wordings: readonly [Wording, ...Wording[]];
}

const causes: readonly [Cause, ...Cause[]] = [
  {
    department: '区市场监管局',
    category: '食品安全',
    object: '面馆',
    tracks: ['complaint', 'tip'],
    amount: 2800,
    injury: true,
    wordings: [
      [
        '面条里吃出异物',
        '中午在〔店〕吃红烧牛肉面，吃到一半发现碗底有一段钢丝球，牙龈被划破出血，店家只肯退面钱，要求赔偿并查处后厨卫生。',
      ],
      ['〔店〕牛肉面有钢丝', '〔地〕这家面馆的牛肉面里吃出钢丝球，嘴里划破了，找老板理论态度很差，希望查一下后厨并赔偿医药费。'],
      ['举报面馆后厨不卫生', '本人在〔店〕用餐时红烧牛肉面中有钢丝球碎段，后厨用钢丝球刷锅没有冲洗干净，当场出血，请市场监管部门查处。'],
    ],
  },
  {
    department: '区市场监管局',
    category: '消费纠纷',
    object: '健身房',
    tracks: ['complaint'],
    amount: 368_000,
    wordings: [
      [
        '健身房闭店不退预付卡',
        '去年在〔店〕办了两年年卡和私教课，本月初店里贴出装修通知后一直关门，教练都离职了，剩余三千多元预付卡余额联系不上人退款。',
      ],
      ['〔店〕关门跑路要求退卡', '〔地〕的健身房月初说装修，到现在没有开门，教练说已经离职，年卡和私教课的钱没人退，会员群里有几十个人。'],
      ['要求退还私教课费用', '在〔店〕买的私教课还剩二十多节，店门锁着写装修，教练全部离职，预付卡余额三千余元要求退款。'],
      ['年卡无法使用', '〔店〕自本月初以装修为由停业，年卡还有一年半没有用，教练离职，会员联系不上负责人，要求退还预付卡余额。'],
    ],
  },
  {
    department: '区生态环境局',
    category: '废气异味',
    object: '塑胶',
    tracks: ['request', 'tip'],
    urgency: 'urgent',
    wordings: [
      ['塑料厂夜里排刺鼻废气', '〔店〕每天晚上十点以后排放刺鼻的塑料味废气，窗户不敢开，小孩一直咳嗽，已经持续一个多星期。'],
      ['〔地〕附近塑料味很重', '〔地〕这边半夜有浓烈的塑料味刺鼻废气，怀疑是厂里夜间偷偷开工排放，关着窗户都闻得到，老人小孩咳嗽。'],
      ['举报企业夜间偷排废气', '〔店〕夜间十点后不开废气处理设备，直接排放刺鼻塑料味废气，周边小区居民咳嗽，请环保部门夜间来查。'],
    ],
  },
  {
    department: '区城管局',
    category: '施工噪声',
    tracks: ['request'],
    wordings: [
      ['夜间施工吵得睡不着', '〔地〕的工地凌晨两点还在浇筑混凝土，夜间施工泵车声音特别大，连续三个晚上没法睡觉。'],
      ['〔地〕工地凌晨浇混凝土', '〔地〕旁边工地半夜两点泵车浇筑混凝土，夜间施工噪声太大，家里有高考生，连着三晚睡不着。'],
      ['凌晨施工扰民', '连续三天凌晨两点左右〔地〕工地夜间施工，混凝土泵车声音很响，睡不着觉，想知道有没有夜间施工许可。'],
    ],
  },
  {
    department: '区应急管理局',
    category: '消防安全',
    object: '物业管理',
    tracks: ['tip'],
    urgency: 'urgent',
    wordings: [
      ['消防通道被堵塞', '〔店〕管理的小区三号门消防通道长期被隔离墩堵塞，消防车进不来，楼道里的灭火器也过期了。'],
      ['小区消防通道放隔离墩', '〔地〕小区三号门消防通道被物业用水泥隔离墩堵塞，消防车没法进，灭火器压力表都是红的。'],
    ],
  },
  {
    department: '区住建局',
    category: '房屋质量',
    tracks: ['request'],
    wordings: [
      ['新房地下室渗水', '〔地〕新交付的小区地下车库一下雨就渗水，墙面开裂起皮，报修三次开发商都没有处理。'],
      ['交房不到一年车库漏水', '〔地〕小区交房不到一年，地下车库下雨就渗水，墙面开裂，找开发商报修几次没人管。'],
    ],
  },
  {
    department: '区公安分局',
    category: '违法停车',
    tracks: ['request'],
    wordings: [
      ['学校门口违停严重', '每天放学时间〔地〕学校门口两侧车辆违停，整条路堵得走不动，电动车只能走机动车道，很危险。'],
      ['〔地〕放学时段乱停车', '〔地〕校门口下午放学时段两边都是违停车辆，路被堵死，电动车被逼到机动车道，希望加强管理。'],
    ],
  },
  {
    department: '区城管局',
    category: '餐饮油烟',
    object: '小吃店',
    tracks: ['request'],
    wordings: [
      ['烧烤油烟直排楼上', '〔店〕晚上做烧烤，油烟直排，没有装净化器，二楼住户家里全是油烟味。'],
      ['楼下烧烤店油烟', '〔地〕楼下小吃店夜里烧烤油烟直排到二楼，没有油烟净化器，窗台一层油，家里没法住。'],
    ],
  },
  {
    department: '区市场监管局',
    category: '价格收费',
    object: '汽车维修部',
    tracks: ['complaint'],
    amount: 64_000,
    wordings: [
      ['修车结账比报价高一倍', '在〔店〕换刹车片，进店时口头报价六百元，结账时要一千二百四十元，店内没有明码标价，要求退还多收的钱。'],
    ],
  },
  {
    department: '区市场监管局',
    category: '药品医疗器械',
    object: '大药房',
    item: '01310108310033',
    tracks: ['tip'],
    wordings: [['药店不要处方就卖处方药', '〔店〕不查看处方就直接销售阿莫西林等处方药，执业药师也不在店里。']],
  },
  {
    department: '区市场监管局',
    category: '特种设备',
    object: '酒店管理',
    item: '01310105210022',
    tracks: ['tip'],
    urgency: 'emergency',
    wordings: [['酒店电梯困人', '〔店〕的客梯昨晚把三个人困了四十分钟，电梯里的检验合格标志已经过了有效期。']],
  },
  {
    department: '区市场监管局',
    category: '食品安全',
    object: '便利店',
    tracks: ['complaint', 'tip'],
    amount: 1550,
    wordings: [['买到过期酸奶', '昨天在〔店〕买的酸奶回家发现已经过期九天，小票还在，要求按食品安全法赔偿一千元。']],
  },
  {
    department: '区市场监管局',
    category: '消费纠纷',
    object: '家电维修部',
    tracks: ['complaint'],
    amount: 45_000,
    wordings: [['空调修了又坏不肯退费', '〔店〕上门修空调收费四百五十元，第三天又不制冷，店家说要再换主板，不肯退款也不肯免费返修。']],
  },
  {
    department: '区市场监管局',
    category: '广告宣传',
    object: '教育科技',
    tracks: ['tip'],
    wordings: [
      ['培训机构虚假宣传包过', '〔店〕在朋友圈宣传职业资格考试“不过全额退费、通过率百分之百”，实际签合同时没有这一条，属于虚假宣传。'],
    ],
  },
  {
    department: '区生态环境局',
    category: '工业噪声',
    object: '模具',
    tracks: ['request'],
    wordings: [['厂里空压机整夜响', '〔店〕院墙边的空压机整夜不停，厂界噪声用手机测有六十八分贝，离居民楼不到三十米。']],
  },
  {
    department: '区生态环境局',
    category: '工业污染',
    object: '微电子',
    item: '01160203210026',
    tracks: ['tip'],
    wordings: [['危险废物随意堆放', '〔店〕后门的危险废物桶露天堆放，没有标识，下雨时有黄色的水流进雨水井。']],
  },
  {
    department: '区应急管理局',
    category: '安全生产',
    object: '精密机械',
    item: '01250301110019',
    tracks: ['tip'],
    urgency: 'urgent',
    wordings: [['车间冲床没有防护', '〔店〕车间的冲床拆掉了光电防护装置，新工人没有安全生产培训就上岗，上周有人压伤手指。']],
  },
  {
    department: '区应急管理局',
    category: '安全生产',
    object: '新材料',
    tracks: ['tip'],
    urgency: 'emergency',
    wordings: [['车间里违规存放危化品', '〔店〕把几十桶易燃的危化品放在生产车间过道里，旁边还在违规动火焊接。']],
  },
  {
    department: '区住建局',
    category: '物业服务',
    object: '物业管理',
    tracks: ['request'],
    wordings: [
      ['物业费涨了服务没有改善', '〔店〕今年没有经过业委会表决就上调物业费，公共照明坏了两个月没有修，维修资金使用情况也不公示。'],
    ],
  },
  {
    department: '区住建局',
    category: '建筑工地',
    object: '装饰工程',
    tracks: ['complaint'],
    amount: 1_260_000,
    wordings: [['装修公司收钱不开工', '和〔店〕签了全包合同，付了一万二千六百元定金，约定的开工日期过了两个月没有工人进场。']],
  },
  {
    department: '区城管局',
    category: '占道经营',
    tracks: ['request'],
    wordings: [['流动摊贩占道卖早点', '每天早上六点到八点〔地〕路口有七八个流动摊贩占道经营卖早点，走完后地上都是油污和垃圾。']],
  },
  {
    department: '区城管局',
    category: '违法建设',
    tracks: ['request'],
    wordings: [['楼顶搭建阳光房', '〔地〕顶楼住户在公共露台上搭建阳光房，正在用彩钢板施工，怀疑是违建，影响楼下采光和排水。']],
  },
  {
    department: '区城管局',
    category: '市容环境',
    tracks: ['request'],
    wordings: [['建筑垃圾堆在绿化带', '〔地〕绿化带里堆了一大堆装修拆下来的建筑垃圾，有半个月没人清运，晚上还有人继续倒。']],
  },
  {
    department: '区公安分局',
    category: '社会生活噪声',
    tracks: ['request'],
    wordings: [['广场舞音响太大', '〔地〕小广场每天晚上七点到九点半跳广场舞，两个大音响对着居民楼，多次沟通没有用，严重扰民。']],
  },
  {
    department: '区卫健委',
    category: '公共场所卫生',
    object: '理发店',
    item: '01230102110014',
    tracks: ['tip'],
    wordings: [['理发店毛巾不消毒', '〔店〕的毛巾和剪刀客人之间不消毒，墙上没有挂卫生许可证，理完头皮起了红疹。']],
  },
  {
    department: '区卫健委',
    category: '医疗服务',
    object: '门诊部',
    tracks: ['complaint'],
    amount: 880_000,
    wordings: [['门诊部种牙后感染', '在〔店〕种了一颗牙，花费八千八百元，术后感染发炎，门诊部不肯提供完整病历，要求查处违规诊疗。']],
  },
  {
    department: '区政务办',
    category: '政务服务',
    tracks: ['request'],
    wordings: [['办事大厅取号等了两小时', '在〔地〕办事大厅办理营业执照变更，取号后等了两个小时，窗口只开了一个，希望增加窗口。']],
  },
  {
    department: '区城管局',
    category: '市容环境',
    object: '水果店',
    tracks: ['request'],
    wordings: [['水果店货物摆到人行道', '〔店〕把水果箱和泡沫箱乱堆到人行道盲道上，占道两米多，轮椅过不去。']],
  },
];

/** How often the first causes come, each time from somebody else. */
const repeats = [3, 4, 3, 3, 2, 2, 2, 2];
const professionalCases = 7;
const professionalCause: Cause = {
  department: '区市场监管局',
  category: '食品安全',
  object: '便利店',
  tracks: ['complaint', 'tip'],
  amount: 1990,
  wordings: [
    [
      '购买到标签不合格食品',
      '本人在〔店〕购买进口饼干一包，外包装无中文标签，不符合《食品安全法》第九十七条，要求退款并按第一百四十八条赔偿一千元。',
    ],
  ],
};

const departmentId = (name: string): string => {
  const found = sampleDepartments.find((department) => department.name === name);
  if (!found) throw new Error(`no sample department ${name}`);
  return found.departmentId;
};

interface Target {
  name?: string;
  code?: string;
  address: string;
  longitude: number;
  latitude: number;
}

/** Roughly where a street's roads lie; made up, but near each other as they should be. */
const coordinatesOf = (address: string): { longitude: number; latitude: number } => {
  const street = streets.findIndex(({ name }) => address.includes(name));
  const road = streets[street]?.roads.findIndex((name) => address.includes(name)) ?? 0;
  const number = Number(/(\d+)号/.exec(address)?.[1] ?? 0);
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  return { longitude: round(120.42 + street * 0.022 + road * 0.003), latitude: round(31.27 + street * 0.017 + number * 0.00002) };
};

const placeAt = (draw: Draw): Target => {
  const street = draw.of(streets);
  const address = `苏州高新区${street.name}${draw.of(street.roads)}${1 + draw.below(680)}号`;
  return { address, ...coordinatesOf(address) };
};

/** As people say it: road and number. */
const shortOf = (address: string): string =>
  streets.reduce((rest, { name }) => rest.replace(`苏州高新区${name}`, ''), address).replace(/\d+幢.*$/, '');

/** The next business, from a number on, that bears the word and is open. */
const businessFrom = (seed: number, from: number, word: string, asOf: string): Target => {
  for (let step = 0; step < defaultDistrict.entities; step += 1) {
    const entity = entityAt(seed, (from + step) % defaultDistrict.entities, asOf);
    if (entity.regstate === '1' && entity.entname.includes(word))
      return { name: entity.entname, code: entity.uniscid, address: entity.oploc, ...coordinatesOf(entity.oploc) };
  }
  throw new Error(`no business of the sample is called ${word}`);
};

interface Citizen {
  name: string;
  telephone: string;
  certificateNumber: string;
}

/** No mobile number begins with 12, and nobody was born in the year of these certificates. */
const citizenAt = (seed: number, index: number): Citizen => {
  const draw = drawFor(seed, 202, index);
  const digits = (count: number): string => Array.from({ length: count }, () => String(draw.below(10))).join('');
  return { name: personName(draw), telephone: `120${digits(8)}`, certificateNumber: `32050518990101${digits(3)}X` };
};

/**
 * Documents of the upper platform about the sample district, in the order in which they were issued: made-up people, the sample's own businesses. Some causes come several times, one person
 * complains as a trade, some documents hold 投诉 and 举报 in one, and what else the upper platform says about a document happens to one each.
 */
export const sampleComplaints = ({
  seed = defaultDistrict.seed,
  asOf = '2026-10-31',
}: { seed?: number; asOf?: string } = {}): SampleDocument[] => {
  const singles = causes.slice(repeats.length);
  const plans = [
    ...repeats.flatMap((times, at) =>
      Array.from({ length: times }, (_, time) => ({ cause: causes[at] ?? causes[0], name: `c${at}`, time, at })),
    ),
    ...[...singles, ...singles.slice(0, 12)].map((cause, at) => ({ cause, name: `s${at}`, time: 0, at: 100 + at })),
    ...Array.from({ length: professionalCases }, (_, at) => ({ cause: professionalCause, name: `p${at}`, time: 0, at: 200 + at })),
  ];
  const trader = citizenAt(seed, 999);

  const documents = plans.map(({ cause, name, time, at }, index): SampleDocument & { issuedAt: string } => {
    const ofCause = drawFor(seed, 200, at);
    const draw = drawFor(seed, 201, index);
    const professional = name.startsWith('p');
    const target = cause.object === undefined ? placeAt(ofCause) : businessFrom(seed, 347 * at, cause.object, asOf);
    // Those of one cause come within two days; the trade's within three weeks.
    const firstDay = professional ? 24 - (at - 200) * 3 : 3 + ofCause.below(22);
    const minutes = time * 700 + (time === 0 ? ofCause : draw).below(time === 0 ? 600 : 300);
    const issuedAt = new Date(Date.parse(`${dayFrom(asOf, -firstDay)}T08:00:00+08:00`) + minutes * 60_000).toISOString();
    const person = professional ? trader : citizenAt(seed, index);
    const [title, text] = cause.wordings[time] ?? cause.wordings[0];
    const short = shortOf(target.address);
    const filled = (wording: string): string => wording.replaceAll('〔店〕', target.name ?? '').replaceAll('〔地〕', short);
    const withCode = time === 0 || draw.chance(0.5);
    const upperId = `SZ${issuedAt.slice(0, 10).replaceAll('-', '')}${String(index + 1).padStart(5, '0')}`;
    return {
      upperId,
      issuedAt,
      notices: [
        {
          kind: 'order',
          upperId,
          version: 1,
          issuedAt,
          tracks: [...(cause.tracks ?? ['request'])],
          urgency: cause.urgency ?? 'ordinary',
          content: {
            title: filled(title),
            text: filled(text),
            category: cause.category,
            area: '320505',
            address: draw.chance(0.5) ? target.address : short,
            ...(draw.chance(0.6) && { longitude: target.longitude, latitude: target.latitude }),
            ...(target.name !== undefined && {
              respondent: { name: target.name, ...(withCode && { code: target.code }), address: target.address },
            }),
            ...(cause.item !== undefined && { item: cause.item }),
            ...(cause.amount !== undefined && { amount: cause.amount }),
            ...(cause.injury && { injury: true }),
            happenedAt: dayFrom(issuedAt.slice(0, 10), -1),
          },
          complainant: {
            name: person.name,
            telephone: person.telephone,
            ...((professional || cause.tracks?.includes('tip')) && { certificateNumber: person.certificateNumber }),
            confidential: cause.tracks?.includes('tip') ?? false,
          },
        },
      ],
      truth: { department: departmentId(cause.department), cause: name, professional },
    };
  });

  const follow = (
    cause: string,
    hours: number,
    kind: SampleNotice['kind'],
    its: (order: SampleNotice) => Record<string, unknown>,
  ): void => {
    const document = documents.find(({ truth }) => truth.cause === cause);
    const [order] = document?.notices ?? [];
    if (!document || !order) throw new Error(`no document of cause ${cause}`);
    const issuedAt = new Date(Date.parse(order.issuedAt) + hours * 3_600_000).toISOString();
    document.notices.push({ ...its(order), kind, upperId: order.upperId, version: document.notices.length + 1, issuedAt });
  };
  follow('c0', 30, 'urging', () => ({ text: '市民再次来电，伤口仍在疼痛，催促尽快联系。' }));
  follow('c2', 20, 'supervision', (order) => ({
    supervisionId: `DB${order.upperId.slice(2)}`,
    level: 'important',
    requirement: '多名市民反映同一企业夜间废气，请三日内查明情况并书面答复。',
    dueAt: new Date(Date.parse(order.issuedAt) + 92 * 3_600_000).toISOString(),
  }));
  follow('s0', 26, 'withdrawal', () => ({ reason: '市民来电称商家已退款，撤回投诉。' }));
  follow('s3', 5, 'update', (order) => {
    const content = typeof order['content'] === 'object' ? order['content'] : {};
    return {
      ...order,
      content: { ...content, text: '昨天买的酸奶过期九天，一共两瓶，小票和照片已补充，要求按食品安全法赔偿。', amount: 3100 },
    };
  });
  follow('s10', 50, 'evaluation', () => ({ contacted: true, resolved: true, satisfaction: 'satisfied', note: '已联系，灯已修好。' }));

  return documents
    .sort((a, b) => (a.issuedAt < b.issuedAt ? -1 : a.issuedAt > b.issuedAt ? 1 : a.upperId < b.upperId ? -1 : 1))
    .map(({ upperId, notices, truth }) => ({ upperId, notices, truth }));
};
