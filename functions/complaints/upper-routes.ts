import * as z from 'zod';
import { type Route, route } from '../../shared/runtime/route.ts';
import { DestinationId } from './destination.ts';
import { UpperNotice } from './notice.ts';

const tag = '投诉举报：上级平台';
const params = z.object({ source: DestinationId.meta({ description: '上级平台的登记编号，如 c-city' }) });

/** The field's envelope. What is refused is a problem (RFC 9457) with its HTTP status, as everywhere here: a platform that looks at `code` finds none. */
const enveloped = <Data extends z.ZodType>(data: Data) => z.object({ code: z.literal('0'), message: z.string(), data });

export const refreshWorkingSecret = route({
  method: 'POST',
  path: '/v1/upper/{source}/secret',
  action: 'signed',
  summary: '上级平台换取工作密钥（用长期密钥签名；可提前换取，原密钥在其失效时间之前仍有效）',
  tag,
  params,
  status: 200,
  answer: enveloped(z.object({ secret: z.string(), secretEndTime: z.string().meta({ description: '失效时间，毫秒' }) })),
  refusals: {},
  object: { type: 'upper-platform', id: 'source' },
});

export const takeNotice = route({
  method: 'POST',
  path: '/v1/upper/{source}/notices',
  action: 'signed',
  summary: '上级平台转办、更新、撤诉、催办、督办、评价（用工作密钥签名；同一文号同一版本可重发，只算一次；先后次序不限）',
  tag,
  params,
  body: UpperNotice,
  largestBody: 512 * 1024,
  status: 200,
  answer: enveloped(
    z.object({
      receiptId: z.string().meta({ description: '本系统的接收编号' }),
      receivedAt: z.string().meta({ description: '首次收到的时间；重发时，两者都与首次相同' }),
    }),
  ),
  refusals: { 'version-reused': { status: 409, title: '同一文号、同一版本此前已收到不同的内容' } },
  object: { type: 'upper-platform', id: 'source' },
});

export const upperRoutes: readonly Route[] = [refreshWorkingSecret, takeNotice];
