import * as z from 'zod';

/**
 * What differs from one deployment to the next; everything else is the same everywhere. Clocks are in seconds: minutes in production, seconds in tests.
 */
const Stage = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,20}$/),
  /** Stateful resources outlive the stack. */
  retain: z.boolean(),
  /** Where people and systems sign in: a Cognito user pool of our own, or any OIDC issuer (needed where Cognito is not, as in cn-north-1). */
  identity: z.discriminatedUnion('provider', [
    z.object({
      provider: z.literal('cognito'),
      domainPrefix: z.string(),
      /** Only for a local cloud: where the pool answers instead of AWS's own addresses. */
      endpoint: z.url().optional(),
    }),
    z.object({
      provider: z.literal('oidc'),
      issuer: z.url(),
      jwksUri: z.url(),
      authorizationEndpoint: z.url(),
      tokenEndpoint: z.url(),
      publicClientId: z.string(),
      /** The `aud` of access tokens: it tells them from identity tokens, whose audience is the client, and from tokens for others. */
      audience: z.string().min(1),
    }),
  ]),
  /** Origins of the console; none until it exists. */
  webOrigins: z.array(z.url()),
  logDays: z.union([z.literal(7), z.literal(180), z.literal(365)]),
  seconds: z.object({
    /** A function that answers a person. */
    http: z.int(),
    /** A worker of one unit (chunk, section). */
    worker: z.int(),
    /** The splitter, which reads a whole file. */
    split: z.int(),
    /** Who sends messages to one destination, before others have their turn. */
    send: z.int(),
    /** How long a declared upload waits for its file. */
    awaitFile: z.int(),
    /** From the lane taking an upload up to its report; past it the upload is given up. */
    uploadDeadline: z.int(),
    /** The sweeper looks at an upload that goes on so often, and says again what is open and free. */
    stuck: z.int(),
  }),
  bytes: z.object({
    chunk: z.int(),
    /** Of the file per section of the key space. */
    section: z.int(),
  }),
  /** How much a department may hand in, where nothing else is set for it. */
  quota: z.object({ bytesPerDay: z.int(), filesPerDay: z.int(), open: z.int() }),
  /** How many chunks or sections of one upload are queued at a time: the smaller, the less a huge file delays others, and the fewer workers it gets alone. */
  unitsAtOnce: z.int().min(1),
  concurrency: z.object({
    chunks: z.int().min(2),
    sections: z.int().min(2),
    small: z.int().min(2),
    /** Destinations sent to side by side; they wait more than they work. */
    send: z.int().min(2),
  }),
  /** What departments may do with each other's data: `functions/data-requests/sharing-settings.ts` says what each means. */
  sharing: z.object({
    linkSeconds: z.int(),
    snapshotSeconds: z.int(),
    fileRows: z.int(),
    smallestCell: z.int(),
    mostCells: z.int(),
    alertAtShare: z.number(),
    unusedDays: z.int(),
    unusualTimes: z.number(),
    overuses: z.int(),
    longestMonths: z.int(),
  }),
  /** How messages go out to others: `functions/complaints/sending.ts` says what each means. */
  sending: z.object({
    timeout: z.number(),
    width: z.int(),
    plain: z.boolean(),
    networks: z.array(z.string()),
    patience: z.object({
      firstPause: z.number(),
      longestPause: z.number(),
      refusals: z.int(),
      attempts: z.int(),
      opensAt: z.int(),
      opensFor: z.number(),
      opensForAtMost: z.number(),
      alarms: z.array(z.number()),
    }),
  }),
});
export type Stage = z.infer<typeof Stage>;

const redirectPorts = [8750, 8751, 8752] as const;
/** Where the command-line client listens for the browser to come back. Cognito allows plain HTTP for `localhost` only. */
export const commandLineRedirects = redirectPorts.map((port) => `http://localhost:${String(port)}/callback`);
export { redirectPorts };

const mebibyte = 1024 * 1024;

const production = {
  retain: true,
  webOrigins: [],
  // 网络安全法: network logs are kept for at least six months.
  logDays: 180 as const,
  seconds: { http: 20, worker: 300, split: 900, send: 60, awaitFile: 24 * 3600, uploadDeadline: 6 * 3600, stuck: 900 },
  bytes: { chunk: 8 * mebibyte, section: 16 * mebibyte },
  // Four of the largest files; a push of 500 records every minute of a working day is 500 files.
  quota: { bytesPerDay: 20 * 1024 ** 3, filesPerDay: 2000, open: 100 },
  unitsAtOnce: 8,
  concurrency: { chunks: 20, sections: 20, small: 10, send: 20 },
  sharing: {
    linkSeconds: 300,
    snapshotSeconds: 24 * 3600,
    fileRows: 250_000,
    smallestCell: 5,
    mostCells: 50_000,
    alertAtShare: 0.7,
    unusedDays: 90,
    unusualTimes: 5,
    overuses: 20,
    longestMonths: 12,
  },
  sending: {
    timeout: 10,
    width: 8,
    plain: false,
    networks: [],
    patience: {
      firstPause: 30,
      longestPause: 3600,
      refusals: 8,
      // A destination that is down is tried by one probe every quarter of an hour at most, whichever message is due; one that is alone every 45 minutes or so: this is the end of days, not of hours.
      attempts: 200,
      opensAt: 5,
      opensFor: 30,
      opensForAtMost: 900,
      alarms: [3600, 2 * 3600, 4 * 3600, 8 * 3600, 24 * 3600],
    },
  },
};

/** Everything is on one machine. */
const loopback = { plain: true, networks: ['127.0.0.0/8', '::1/128'] };

const local = {
  ...production,
  retain: false,
  logDays: 7 as const,
  seconds: { http: 20, worker: 120, split: 300, send: 30, awaitFile: 24 * 3600, uploadDeadline: 3600, stuck: 120 },
  bytes: { chunk: 4 * mebibyte, section: 8 * mebibyte },
  // Two cores: more workers at once only wait for each other.
  unitsAtOnce: 4,
  concurrency: { chunks: 2, sections: 4, small: 2, send: 4 },
  sending: { ...production.sending, ...loopback },
};

/** No default: a deployment that trusts an issuer nobody chose is worse than none. */
const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`this stage needs ${name} in the environment`);
  return value;
};

/** `endpoint` is the local cloud's address, where there is one. */
export const stageNamed = (name: string, endpoint: string | undefined): Stage => {
  const cognito = {
    provider: 'cognito' as const,
    domainPrefix: `supervision-hub-${name}`,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  switch (name) {
    case 'local':
      return Stage.parse({ ...local, name, identity: cognito });
    case 'test':
      return Stage.parse({
        ...local,
        name,
        identity: cognito,
        seconds: { http: 20, worker: 20, split: 30, send: 20, awaitFile: 40, uploadDeadline: 45, stuck: 5 },
        bytes: { chunk: 256 * 1024, section: 1024 * 1024 },
        sending: {
          timeout: 2,
          width: 4,
          ...loopback,
          patience: {
            firstPause: 0.2,
            longestPause: 1,
            refusals: 4,
            attempts: 500,
            opensAt: 4,
            opensFor: 0.5,
            opensForAtMost: 1,
            alarms: [4, 8, 16, 3600],
          },
        },
        // An export of some thousand rows has more than one file.
        sharing: { ...production.sharing, fileRows: 10_000 },
        // Run after run on the same day.
        quota: { bytesPerDay: 1024 ** 4, filesPerDay: 100_000, open: 1000 },
      });
    case 'snd-cn':
      // 个人信息保护法 36: what state bodies hold stays in the PRC. Cognito user pools are not to be had in cn-north-1, so the district's own issuer is used;
      // its addresses come from the environment of the deploying pipeline, because they are the district's to choose.
      return Stage.parse({
        ...production,
        name,
        identity: {
          provider: 'oidc',
          issuer: required('HUB_OIDC_ISSUER'),
          jwksUri: required('HUB_OIDC_JWKS'),
          authorizationEndpoint: required('HUB_OIDC_AUTHORIZE'),
          tokenEndpoint: required('HUB_OIDC_TOKEN'),
          publicClientId: required('HUB_OIDC_CLIENT'),
          audience: required('HUB_OIDC_AUDIENCE'),
        },
      });
    default:
      return Stage.parse({ ...production, name, identity: cognito });
  }
};
