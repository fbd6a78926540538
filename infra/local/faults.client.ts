import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import * as z from 'zod';

/** What the front of the local cloud is asked to do to chosen signed calls. */
export interface Fault {
  service?: 'dynamodb' | 's3' | 'sqs';
  /** `BatchWriteItem`, `TransactWriteItems`, …; of S3 the HTTP method. */
  operation?: string;
  /** A part of the path or the body. */
  match?: string;
  /** How many calls it befalls; once, if not said. */
  times?: number;
  /** How many it lets pass first. */
  skip?: number;
  /** `lose-answer` does the call and answers 500; `twice` does it two times; `unprocessed` hands a batch back undone. */
  action: 'throttle' | 'error' | 'delay' | 'lose-answer' | 'twice' | 'unprocessed';
  delayMs?: number;
}

const Hits = z.array(z.object({ hits: z.number().default(0) }));

export const faultsOf = (endpoint: string) => {
  const control = async (method: string, body?: readonly Fault[]): Promise<number> => {
    const answer = await fetch(`${endpoint}/_faults`, { method, ...(body && { body: JSON.stringify(body) }) });
    return Hits.parse(await answer.json()).reduce((sum, { hits }) => sum + hits, 0);
  };
  return {
    set: (faults: readonly Fault[]): Promise<number> => control('POST', faults),
    clear: (): Promise<number> => control('DELETE'),
    /** How many calls have been befallen so far. */
    hits: (): Promise<number> => control('GET'),
  };
};

/**
 * Kills the processes that run this function at this moment, as a machine that dies would; or stops them for a while (SIGSTOP, SIGCONT). Linux only.
 * `endpoint`: of that cloud alone; others on this machine have functions of the same name.
 */
export const killFunction = (functionName: string, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' = 'SIGKILL', endpoint?: string): number => {
  let killed = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (!environment.includes(`AWS_LAMBDA_FUNCTION_NAME=${functionName}`)) continue;
      if (endpoint !== undefined && !environment.includes(`AWS_ENDPOINT_URL=${endpoint}`)) continue;
      process.kill(Number(pid), signal);
      killed += 1;
    } catch {
      // It ended by itself, or is somebody else's.
    }
  }
  return killed;
};
