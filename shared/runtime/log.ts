import { Logger } from '@aws-lambda-powertools/logger';
import { currentCall } from './current-call.ts';
import { sentences, type Sentence } from './sentences.ts';

/** Only these may stand in a log line; never a whole event, never content, never a person's data. */
export interface LogFields {
  route?: string;
  status?: number;
  because?: string;
  milliseconds?: number;
  count?: number;
  queue?: string;
  messageId?: string;
  capability?: string;
  dataset?: string;
  department?: string;
  uploadId?: string;
  unit?: string;
  from?: string;
  to?: string;
  memberId?: string;
  complaintId?: string;
  /** Something with clocks: its kind and its id. */
  thing?: string;
  /** Of a job. */
  part?: string;
  correctionId?: string;
  exportId?: string;
  grantId?: string;
}

export interface Log {
  info(sentence: Sentence, fields?: LogFields): void;
  warn(sentence: Sentence, fields?: LogFields, error?: unknown): void;
  error(sentence: Sentence, fields?: LogFields, error?: unknown): void;
}

const ours = new Set(['Unprocessable', 'TryAgain']);

/** Name and place of an error. Its words only where they are ours: an SDK's or parser's message may quote what a person sent. */
const trace = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return error === undefined ? {} : { error: typeof error };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { error: error.name, ...(ours.has(error.name) ? { reason: error.message } : {}), at: frames?.slice(0, 6) };
};

/** For the middleware that adds the invocation's own fields. */
export const powertoolsLogger = new Logger();

const say =
  (level: 'info' | 'warn' | 'error') =>
  (sentence: Sentence, fields: LogFields = {}, error?: unknown): void => {
    powertoolsLogger[level](sentences[sentence], { ...currentCall(), ...fields, ...trace(error) });
  };

export const log: Log = { info: say('info'), warn: say('warn'), error: say('error') };
