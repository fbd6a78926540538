import * as z from 'zod';

/** The settings of a function, read once when it starts; the constructs that grant something set the variable in the same step. */
export const readEnvironment = <Shape extends z.ZodRawShape>(shape: Shape): z.output<z.ZodObject<Shape>> => {
  // Once per start: compiling a fast path would cost more than it saves.
  const read = z.object(shape).safeParse(process.env, { jitless: true });
  if (read.success) return read.data;
  throw new Error(`Missing or wrong settings: ${read.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
};
