import * as z from 'zod';
import { Patience } from './deliver.ts';

/** How messages go out; a stage's parameters. */
export const Sending = z.object({
  /** Of one call, from the connection to the last byte of the answer, in seconds. */
  timeout: z.number().positive(),
  /** How many messages of different cases are under way to one destination at a time. */
  width: z.int().min(1),
  /** Plain HTTP is allowed; only where everything is on one machine. */
  plain: z.boolean(),
  /** Networks that are not public and may be called all the same (CIDR): those of 政务外网, or the machine itself. */
  networks: z.array(z.string()),
  patience: Patience,
});
export type Sending = z.infer<typeof Sending>;

/** What sending one message may take, in milliseconds: with an upper platform it is up to four calls (a secret, the message, and both again after a 401). */
export const sendTakes = ({ timeout }: Pick<Sending, 'timeout'>): number => 2 * timeout * 1000;

/** As it stands in a function's environment. */
export const SendingSetting = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(Sending);
