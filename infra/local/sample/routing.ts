import { sampleDepartments } from './people.ts';

const idOf = (name: string): string => {
  const found = sampleDepartments.find((department) => department.name === name);
  if (!found) throw new Error(`no sample department ${name}`);
  return found.departmentId;
};

type Duty = Partial<Record<'items' | 'categories' | 'keywords' | 'objectWords', string>> & { weight?: number; tracks?: string[] };

/** Who is responsible for what in the sample district; departments and article numbers of the list of duties are made up, the items are those of the sample's checks. */
const duties: readonly (readonly [department: string, note: string, duty: Duty])[] = [
  [
    '区市场监管局',
    '职责清单第1条',
    {
      categories: '食品安全 餐饮卫生',
      items: '01310102',
      keywords: '过期 变质 异物 食物中毒 健康证 食品经营许可 保质期',
      objectWords: '面馆 小吃店 水果店 餐饮',
    },
  ],
  [
    '区市场监管局',
    '职责清单第2条',
    {
      categories: '消费纠纷 价格收费 广告宣传',
      keywords: '退款 退费 预付卡 不退 明码标价 多收 虚假宣传 三包 发票 假一赔十 标签',
      objectWords: '健身房 便利店',
    },
  ],
  [
    '区市场监管局',
    '职责清单第3条',
    {
      categories: '药品医疗器械 特种设备',
      items: '01310105 01310108',
      keywords: '药品 处方药 电梯 锅炉 叉车',
      objectWords: '大药房 医疗器械',
    },
  ],
  [
    '区生态环境局',
    '职责清单第4条',
    { categories: '工业污染 废气异味', items: '0116', keywords: '废气 刺鼻 废水 偷排 危险废物 异味 排污 黑臭', objectWords: '塑胶 新材料' },
  ],
  ['区生态环境局', '职责清单第5条', { categories: '工业噪声', keywords: '厂界噪声 空压机 冷却塔 生产噪声' }],
  [
    '区应急管理局',
    '职责清单第6条',
    { categories: '安全生产 消防安全', items: '0125', keywords: '安全生产 消防通道 堵塞 灭火器 易燃 危化品 疏散 安全出口 违规动火' },
  ],
  [
    '区住建局',
    '职责清单第7条',
    {
      categories: '房屋质量 物业服务',
      items: '0115',
      keywords: '漏水 渗水 物业费 维修资金 交房 墙面开裂 外墙脱落 业委会',
      objectWords: '物业管理 装饰工程',
    },
  ],
  ['区住建局', '职责清单第8条', { categories: '建筑工地', keywords: '工地 农民工工资 脚手架 塔吊', weight: 0.8 }],
  [
    '区城管局',
    '职责清单第9条',
    { categories: '占道经营 市容环境 违法建设', items: '0117', keywords: '占道 流动摊贩 乱堆 垃圾 广告牌 违建 搭建 油烟 小广告 渣土' },
  ],
  ['区城管局', '职责清单第10条', { categories: '施工噪声 餐饮油烟', keywords: '夜间施工 油烟直排 共享单车 非机动车' }],
  [
    '区公安分局',
    '职责清单第11条',
    { categories: '违法停车 社会生活噪声', items: '0109', keywords: '违停 乱停 广场舞 扰民 斗殴 占用车位 KTV' },
  ],
  [
    '区卫健委',
    '职责清单第12条',
    {
      categories: '医疗服务 公共场所卫生',
      items: '0123',
      keywords: '无证行医 诊疗 卫生许可 毛巾 消毒 医保',
      objectWords: '门诊部 理发店 酒店管理',
    },
  ],
  ['区政务办', '职责清单第13条', { categories: '政务服务', keywords: '办事大厅 窗口 取号 一网通办' }],
  ['区经发委（大数据局）', '职责清单第14条', { categories: '产业政策', keywords: '补贴政策 技改 惠企' }],
];

/** To be parsed as a `RoutingTable`: this folder knows no function, and a table comes into a hub by its API. */
export const sampleRouting = {
  version: 1,
  validFrom: '2026-01-01',
  departments: sampleDepartments.map(({ departmentId, name }) => ({ departmentId, name })),
  rules: duties.map(([department, note, { weight, tracks, ...its }], at) => ({
    ruleId: `r-${String(at + 1).padStart(2, '0')}`,
    department: idOf(department),
    note,
    ...(weight !== undefined && { weight }),
    ...(tracks && { tracks }),
    ...Object.fromEntries(Object.entries(its).map(([name, words]) => [name, words.split(' ')])),
  })),
};
