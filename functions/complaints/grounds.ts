import type { Track } from './complaint.ts';

/** Why a case may be refused, and why a mediation may be ended: by procedure, and by the law of the day of receipt. */
interface RuleSet {
  title: string;
  validFrom: string;
  validTo?: string;
  refusal: Readonly<Partial<Record<Track, Readonly<Record<string, string>>>>>;
  /** Of a 投诉 that ends by 终止调解. */
  termination: Readonly<Record<string, string>>;
}

/** 12345 takes no matter for which the law has another way, and no emergency (国办发〔2020〕53号). */
const request = {
  HL_1: '已进入或应当通过诉讼、仲裁、行政复议、信访等法定途径解决',
  HL_2: '紧急求助，应由110、119、120、122处理',
  HL_3: '已就同一事项答复，没有新的事实或理由',
} as const;

/** 《市场监督管理投诉举报处理暂行办法》（国家市场监督管理总局令第20号）第十五条、第二十一条第一款. */
const order20 = {
  title: '令20号',
  validFrom: '2020-01-01',
  validTo: '2026-04-14',
  refusal: {
    request,
    complaint: {
      ART15_1: '不属于市场监管职责或本机关不具有处理权限',
      ART15_2: '法院、仲裁机构、行政机关、消费者协会或其他调解组织已受理或处理过同一争议',
      ART15_3: '不是为生活消费需要，或不能证明与被投诉人存在消费者权益争议',
      ART15_4: '知道或应当知道权益受侵害之日起超过三年',
      ART15_5: '未提供规定的材料',
      ART15_6: '法律、法规、规章规定的其他情形',
    },
  },
  termination: {
    ART21_1: '投诉人撤回投诉或双方自行和解',
    ART21_2: '对鉴定、检测机构或费用承担无法协商一致',
    ART21_3: '一方无正当理由不参加调解，或被投诉人明确拒绝调解',
    ART21_4: '当事人明确表示无法达成调解协议',
    ART21_5: '自受理之日起四十五个工作日内未达成调解协议',
    ART21_6: '受理后发现存在不予受理情形',
    ART21_7: '法律、法规、规章规定的其他情形',
  },
} as const satisfies RuleSet;

/** 令121号第十六条、第二十三条第一款; a tip that repeats another is not handled again. */
const order121 = {
  title: '令121号',
  validFrom: '2026-04-15',
  refusal: {
    request,
    complaint: {
      ART16_1: '不属于市场监管职责或本机关不具有处理权限',
      ART16_2: '法院、仲裁机构、行政机关或调解组织已受理或处理同一争议',
      ART16_3: '不是为生活消费需要，或不能证明与被投诉人存在消费者权益争议',
      ART16_4: '知道或应当知道权益受侵害之日起超过三年',
      ART16_5: '未提供规定的材料，或提供虚假材料',
      ART16_6: '冒用他人名义，或拒不配合核验身份',
      ART16_7: '法律、法规、规章规定的其他情形',
    },
    tip: { TIP_REPEATED: '重复举报，没有新的线索' },
  },
  termination: {
    ART23_1: '投诉人撤回投诉或双方自行和解',
    ART23_2: '一方无正当理由不参加调解，或被投诉人明确拒绝调解',
    ART23_3: '当事人明确表示无法达成调解协议',
    ART23_4: '对鉴定、检测机构或费用承担协商不成',
    ART23_5: '自受理之日起六十日内未达成调解协议',
    ART23_6: '受理后发现存在不予受理等情形',
    ART23_7: '当事人死亡或终止且无承继',
    ART23_8: '其他应当终止的情形',
  },
} as const satisfies RuleSet;

/** The law under which a case that came on this day (`yyyy-MM-dd`) is handled to its end. */
export const ruleSetOn = (day: string): RuleSet => (day <= order20.validTo ? order20 : order121);

const codesOf = <Code extends string>(...codes: Readonly<Record<Code, string>>[]): Code[] =>
  codes.flatMap((some) => Object.keys(some) as Code[]);

export const refusalCodes = codesOf<string>(request, order20.refusal.complaint, order121.refusal.complaint, order121.refusal.tip) as [
  string,
  ...string[],
];
export const terminationCodes = codesOf<string>(order20.termination, order121.termination) as [string, ...string[]];
