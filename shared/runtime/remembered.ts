/** What is asked anew after so many seconds, and at once after a failure. */
export const remembered = <Found>(seconds: number, ask: () => Promise<Found>): (() => Promise<Found>) => {
  let known: { until: number; found: Promise<Found> } | undefined;
  return () => {
    if (known && known.until > Date.now()) return known.found;
    const asked = { until: Date.now() + seconds * 1000, found: ask() };
    known = asked;
    asked.found.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.found;
  };
};
