import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line of log, message and stored move of one call shares. */
export interface CurrentCall {
  correlationId: string;
  /** The member, or `system:<function>` for work that no person asked for at that moment. */
  actor: string;
}

const storage = new AsyncLocalStorage<CurrentCall>();

export const during = <Result>(call: CurrentCall, work: () => Result): Result => storage.run(call, work);

export const currentCall = (): CurrentCall => storage.getStore() ?? { correlationId: 'none', actor: 'system:start' };
