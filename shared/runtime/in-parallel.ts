/** Runs `work` over `inputs`, at most `width` at a time, and returns only when every one that was begun has ended. */
export const inParallel = async <Input>(inputs: Iterable<Input>, width: number, work: (input: Input) => Promise<void>): Promise<void> => {
  const waiting = inputs[Symbol.iterator]();
  let failure: { error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (!failure) {
      const next = waiting.next();
      if (next.done) return;
      await work(next.value).catch((error: unknown) => {
        failure ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  if (failure) throw failure.error;
};
