import type { CommandLine } from './command-line.ts';
import { UsageError } from './command-line.ts';
import { Departments, type Names, namesOf } from './complaint-words.ts';
import type { HubClient } from './hub.client.ts';

/** What surrounds the client, so that it can be run in a test as on a desk. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** Where sign-ins are kept. */
  configFolder: string;
  /** Where `npm start` leaves the local system's address and its sample people. */
  localFolder: string;
  out: (text: string) => void;
  /** For people, beside the result. */
  note: (text: string) => void;
  /** Replaced again and again on a terminal; absent elsewhere. */
  progress?: (line: string) => void;
  openBrowser: (address: string) => void;
  /** What is piped into a command that reads from `-`. */
  input: NodeJS.ReadableStream;
}

/** What a command is given. */
export interface Asked {
  line: CommandLine;
  url: string;
  hub: HubClient;
  around: Surroundings;
  /** The result, as text for people or as JSON for programs. */
  show: (result: unknown, text: () => string) => void;
}

/** Answers the exit code. */
export type Command = (asked: Asked) => Promise<number>;

/** As the end of an address. */
export const asked = (parameters: Record<string, string | undefined>): string => {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};

export const limitOf = ({ text }: CommandLine, most = 100): string => {
  const limit = text('limit') ?? String(most === 100 ? 20 : 100);
  if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > most) throw new UsageError(`--limit 应为 1 至 ${String(most)}`);
  return limit;
};

export const shanghai = (instant: string): string =>
  new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

export const allDepartments = '/v1/departments?limit=100';

/** For people alone. Whoever may not list them sees the ids. */
export const namesFor = async (hub: HubClient, line: CommandLine): Promise<Names> =>
  line.values.json === true ? new Map() : namesOf(await hub.get(allDepartments, Departments).catch(() => ({ items: [] })));
