const separators = /[;；、,，|\n]/;

/** Several values in one cell, joined by whatever the source uses; the order stays, because a second list may run parallel (names and licences). */
export const splitJoinedList = (text: string): string[] =>
  separators.test(text)
    ? text
        .split(separators)
        .map((item) => item.trim())
        .filter((item) => item !== '')
    : text === ''
      ? []
      : [text];
