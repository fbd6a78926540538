import type { Feature } from './compare.ts';

/** `learned`: by `npm run bench -- duplicates`, from staff's marks before 2013. `assumed`: there is no labelled data of a district yet; set so that the worked table in docs/complaint-matching.md holds. */
interface Weight {
  weight: number;
  from: 'learned' | 'assumed';
}

/** Log-odds that two cases have one cause. */
export const weights: Readonly<Record<Feature | 'intercept', Weight>> = {
  intercept: { weight: -15.93, from: 'learned' },
  target: { weight: 8.16, from: 'learned' },
  /** There, every address has a number and so none is near another; a landmark with coordinates is believed half as much. */
  near: { weight: 4, from: 'assumed' },
  otherObject: { weight: -8, from: 'assumed' },
  open: { weight: 4.54, from: 'learned' },
  withinADay: { weight: 1.13, from: 'learned' },
  withinThreeDays: { weight: 3.76, from: 'learned' },
  withinAWeek: { weight: 0.28, from: 'learned' },
  /** Nothing there, where callers choose among eight words; the upper platform’s desk chooses with care. */
  sameCategory: { weight: 0.5, from: 'assumed' },
  text: { weight: 4, from: 'assumed' },
  samePerson: { weight: 4, from: 'assumed' },
};

/** From here on a duplicate is suggested: where F1 was best before 2013. */
export const suggestFrom = 0.35;

/** So many candidates are compared, the newest; a case should not wait for a place that everybody complains of. */
export const mostCompared = 50;
