/** What names and addresses of the district are made of. Streets and roads exist; numbers, firms and people are made up. */
type Words<Word = string> = readonly [Word, ...Word[]];

const words = (text: string): Words => {
  const [first = '', ...rest] = text.split(' ');
  return [first, ...rest];
};

export const surnames = words(
  '王 李 张 刘 陈 杨 周 吴 徐 朱 顾 沈 陆 钱 孙 马 胡 郭 何 高 林 郑 谢 唐 许 冯 曹 袁 邓 薛 严 姚 金 潘 范 蒋 戴 夏 邹 欧阳',
);
export const givenNames = words(
  '伟 敏 静 丽 强 磊 洋 艳 勇 军 杰 娟 涛 超 明 霞 平 刚 桂英 建国 建华 志强 晓燕 文博 雨桐 子涵 思远 佳怡 嘉豪 梓萱 海燕 国栋 雪梅 春生 秋月 永康 德明 惠芳 立新 正阳 书涵 一鸣 若溪 家骏 金根 阿福 水英 小弟 根宝 巧珍',
);

/** Brand names: one of each, and a third where they run out. */
export const brandHeads = words(
  '鼎 瑞 恒 博 创 科 联 智 锐 新 华 盛 永 嘉 泰 宏 天 海 金 银 吴 苏 狮 枫 虎 阳 锦 绣 云 月 松 竹 兰 桂 荷 梅 裕 丰 和 祥 顺 达 诚 信 晟 铭 辰 熙 禾 沐 康 安 宁 正 元 启 聚 汇 德 仁 福 禄 春 秋',
);
export const brandTails = words(
  '泰 隆 昌 源 辉 达 通 盛 兴 旺 宇 翔 腾 飞 鹏 龙 麟 凤 鸣 岳 峰 川 江 湖 泉 溪 林 森 园 轩 阁 居 坊 斋 堂 记 和 顺 康 宁 安 平 润 泽 霖 晖 曦 光 明 朗 然 诺 信 义 美 佳 优 特 艾 普 赛 博 微 芯',
);

interface Street {
  name: string;
  roads: Words;
}

export const streets: Words<Street> = [
  { name: '狮山街道', roads: words('狮山路 塔园路 滨河路 竹园路 玉山路 邓尉路 淮海街 金山东路') },
  { name: '枫桥街道', roads: words('长江路 金枫路 马运路 华山路 珠江路 向阳路 津桥街 枫津路') },
  { name: '横塘街道', roads: words('迎宾路 晋源路 横塘镇北街 滨河南路 横山路') },
  { name: '镇湖街道', roads: words('绣品街 西华路 寺桥路 秀岸路') },
  { name: '东渚街道', roads: words('嘉陵江路 科灵路 锦峰路 青城山路 龙山路 济慈路') },
  { name: '浒墅关镇', roads: words('浒青路 兴贤路 大同路 永安路 文昌路 鸿禧路') },
  { name: '通安镇', roads: words('华金路 真北路 同心路 中唐路 东唐路') },
];

interface Industry {
  /** What stands in the name: 科技, 面馆 … */
  word: string;
  letter: string;
  /** GB/T 4754-2017. */
  code: string;
  scope: string;
}

const industry = (line: string): Industry => {
  const [word = '', code = '', letter = '', scope = ''] = line.split(' ');
  return { word, code, letter, scope };
};

export const companyIndustries: Words<Industry> = [
  industry('科技 7519 M 技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广；软件开发'),
  industry('信息技术 6513 I 软件开发；信息系统集成服务；网络技术服务；数据处理服务'),
  industry('微电子 3973 C 集成电路制造；集成电路设计；电子元器件制造；货物进出口'),
  industry('精密机械 3484 C 机械零件、零部件加工；机械设备销售；金属制品研发'),
  industry('模具 3525 C 模具制造；模具销售；塑料制品制造'),
  industry('汽车零部件 3670 C 汽车零部件及配件制造；汽车零部件研发；货物进出口'),
  industry('医疗器械 3584 C 第二类医疗器械生产；第二类医疗器械销售；医疗器械租赁'),
  industry('塑胶 2929 C 塑料制品制造；塑料制品销售；包装材料及制品销售'),
  industry('新材料 2651 C 合成材料制造（不含危险化学品）；新材料技术研发'),
  industry('电子商贸 5176 F 计算机软硬件及辅助设备批发；互联网销售；日用百货销售'),
  industry('餐饮管理 6210 H 餐饮服务；餐饮管理；外卖递送服务'),
  industry('物流 5431 G 道路货物运输（不含危险货物）；国内货物运输代理；装卸搬运'),
  industry('物业管理 7020 K 物业管理；停车场服务；园林绿化工程施工'),
  industry('装饰工程 5011 E 住宅室内装饰装修；建设工程施工；建筑装饰材料销售'),
  industry('环境工程 4620 D 污水处理及其再生利用；环境保护专用设备销售'),
  industry('教育科技 8391 P 职业技能培训；教育咨询服务（不含涉许可审批的教育培训活动）'),
  industry('大药房连锁 5251 F 药品零售；第三类医疗器械经营；食品销售（仅销售预包装食品）'),
  industry('酒店管理 6110 H 住宿服务；餐饮服务；酒店管理；会议及展览服务'),
  industry('企业管理 7212 L 企业管理；企业管理咨询；市场营销策划'),
  industry('门诊部 8425 Q 医疗服务；诊所服务；健康咨询服务（不含诊疗服务）'),
];

export const traderIndustries: Words<Industry> = [
  industry('面馆 6220 H 餐饮服务；小餐饮'),
  industry('小吃店 6291 H 餐饮服务；小餐饮；食品销售'),
  industry('水果店 5223 F 新鲜水果零售；食用农产品零售'),
  industry('便利店 5213 F 食品销售；日用百货销售；烟草制品零售'),
  industry('理发店 8040 O 理发服务；生活美容服务'),
  industry('汽车维修部 8111 O 机动车修理和维护；汽车零配件零售'),
  industry('刺绣工作室 2436 C 工艺美术品及礼仪用品制造；工艺美术品零售'),
  industry('五金店 5281 F 五金产品零售；建筑材料销售'),
  industry('健身房 8930 R 健身休闲活动；体育用品及器材零售'),
  industry('家电维修部 8132 O 日用电器修理；家用电器零配件销售'),
];

export const farmIndustries: Words<Industry> = [
  industry('蔬菜 0141 A 蔬菜种植；食用农产品初加工；食用农产品批发'),
  industry('茶果 0164 A 茶叶种植；水果种植；农产品的生产、销售、加工、运输'),
];
